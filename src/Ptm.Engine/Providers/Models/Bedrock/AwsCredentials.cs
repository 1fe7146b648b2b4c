namespace Ptm.Engine.Providers.Models.Bedrock;

/// <summary>Credentials of AWS: those of the environment, else those of a profile in the shared credentials file.</summary>
/// <param name="AccessKeyId">The access key's id.</param>
/// <param name="SecretAccessKey">Its secret.</param>
/// <param name="SessionToken">The token of a session; null for lasting credentials.</param>
internal sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken)
{
    /// <summary>Null where there are none.</summary>
    public static AwsCredentials? Find(Func<string, string?> variable)
    {
        if (variable("AWS_PROFILE") is not { Length: > 0 } && variable("AWS_ACCESS_KEY_ID") is { Length: > 0 } id && variable("AWS_SECRET_ACCESS_KEY") is { Length: > 0 } secret)
        {
            return new(id, secret, variable("AWS_SESSION_TOKEN") is { Length: > 0 } token ? token : null);
        }

        string path = variable("AWS_SHARED_CREDENTIALS_FILE") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws", "credentials");
        return File.Exists(path) ? OfFile(File.ReadLines(path), variable("AWS_PROFILE") is { Length: > 0 } profile ? profile : "default") : null;
    }

    static AwsCredentials? OfFile(IEnumerable<string> lines, string profile)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        string section = "";
        foreach (string line in lines.Select(line => line.Trim()).Where(line => line is not ([] or ['#' or ';', ..])))
        {
            if (line is ['[', .., ']'])
            {
                section = line[1..^1].Trim();
            }
            else if (section == profile && line.Split('=', 2) is [var name, var value])
            {
                values[name.Trim()] = value.Trim();
            }
        }

        return values.TryGetValue("aws_access_key_id", out string? id) && values.TryGetValue("aws_secret_access_key", out string? secret)
            ? new(id, secret, values.GetValueOrDefault("aws_session_token"))
            : null;
    }
}
