namespace Ptm;

/// <summary>Every code a diagnostic can carry. PTM1xxx: the gate; 2xxx: warnings; 3xxx: files; 4xxx: evaluation.</summary>
public static class DiagnosticCodes
{
    /// <summary>A case failed, and the gate asks that every case passes.</summary>
    public const string CaseFailed = "PTM1001";

    /// <summary>The score is below <c>MinScore</c>.</summary>
    public const string ScoreTooLow = "PTM1002";

    /// <summary>The pass rate is below <c>MinPassRate</c>.</summary>
    public const string PassRateTooLow = "PTM1003";

    /// <summary>The run cost more than <c>MaxCostUsd</c>.</summary>
    public const string CostTooHigh = "PTM1004";

    /// <summary>The run's cost is unknown, and <c>MaxCostUsd</c> is set.</summary>
    public const string CostUnknown = "PTM1005";

    /// <summary>The 95th percentile of latency is above <c>MaxLatencyMs</c>.</summary>
    public const string LatencyTooHigh = "PTM1006";

    /// <summary>More cases ended in an error than <c>MaxErrors</c> allows.</summary>
    public const string TooManyErrors = "PTM1007";

    /// <summary>More cases were unchecked than <c>MaxUnchecked</c> allows.</summary>
    public const string TooManyUnchecked = "PTM1008";

    /// <summary>No case ran, or none was decided.</summary>
    public const string NoCaseRan = "PTM1009";

    /// <summary>The run does not suffice to tell whether a figure is within its limit.</summary>
    public const string Inconclusive = "PTM1010";

    /// <summary>A metric fell below the <c>Baseline</c> by more than <c>MinEffect</c>.</summary>
    public const string Regression = "PTM1011";

    /// <summary>A key in a promptfoo config is not known and was passed over.</summary>
    public const string UnknownKeyIgnored = "PTM2001";

    /// <summary>A template names a variable that the case does not have.</summary>
    public const string UndefinedVariable = "PTM2002";

    /// <summary>Both <c>ptm.yaml</c> and <c>promptfooconfig.yaml</c> are there; the first wins.</summary>
    public const string TwoConfigurations = "PTM2003";

    /// <summary>A part of a config was passed over that checks nothing by itself, or that its check does not use.</summary>
    public const string PartIgnored = "PTM2004";

    /// <summary>A file that was pulled from a server is older than what the server has now.</summary>
    public const string PulledFileOlder = "PTM2005";

    /// <summary>The run and the baseline do not have the same cases, metrics or content.</summary>
    public const string BaselineDiffers = "PTM2006";

    /// <summary><c>MinScore</c> is 1 or less, where scores go from 0 to 100.</summary>
    public const string ShareForScore = "PTM2007";

    /// <summary>A file was not found or could not be read.</summary>
    public const string FileNotFound = "PTM3001";

    /// <summary>A file is no valid YAML or JSON.</summary>
    public const string InvalidSyntax = "PTM3002";

    /// <summary>A key is not known.</summary>
    public const string UnknownKey = "PTM3003";

    /// <summary>A value has the wrong shape or is out of range.</summary>
    public const string InvalidValue = "PTM3004";

    /// <summary>A misplaced or misspelt key would hide checks.</summary>
    public const string HiddenChecks = "PTM3005";

    /// <summary>A key, an id or a name is there twice.</summary>
    public const string Duplicate = "PTM3006";

    /// <summary>A template does not parse.</summary>
    public const string TemplateSyntax = "PTM3007";

    /// <summary>A file is larger, deeper or more entangled than the limits allow.</summary>
    public const string LimitExceeded = "PTM3008";

    /// <summary>A prompt or provider of that name does not exist.</summary>
    public const string NotFound = "PTM3009";

    /// <summary>A file has no test case.</summary>
    public const string NoTests = "PTM3010";

    /// <summary>A KPI's expression does not parse, or reads a name that nothing has.</summary>
    public const string ExpressionSyntax = "PTM3011";

    /// <summary>A key or token is a property of the build, which a binary log holds.</summary>
    public const string SecretProperty = "PTM3012";

    /// <summary>A provider could not answer.</summary>
    public const string ProviderFailed = "PTM4001";

    /// <summary>A provider did not answer within the time limit.</summary>
    public const string ProviderTimeout = "PTM4002";

    /// <summary>A prompt could not be rendered.</summary>
    public const string RenderFailed = "PTM4003";

    /// <summary>A script threw, ran out of its limits or returned nothing.</summary>
    public const string ScriptFailed = "PTM4004";

    /// <summary>The answer is not in the cassettes, and cassettes are on replay.</summary>
    public const string RecordingMissing = "PTM4005";

    /// <summary>The case asks for something that this version does not run.</summary>
    public const string NotSupportedYet = "PTM4006";

    /// <summary>A check needs something that the case does not have: a cost, a value, a schema.</summary>
    public const string InputMissing = "PTM4007";

    /// <summary>An assertion's value is not usable: an invalid pattern, schema or number.</summary>
    public const string InvalidAssertion = "PTM4008";

    /// <summary>The run was cancelled before the case finished.</summary>
    public const string Cancelled = "PTM4009";

    /// <summary>The evaluator that a build started could not be started, ended without a verdict or took too long.</summary>
    public const string EvaluatorFailed = "PTM4010";

    /// <summary>A KPI's expression has no value for a case: a division by zero, a figure that is unknown.</summary>
    public const string ExpressionFailed = "PTM4011";

    /// <summary>A judge's reply holds no verdict that can be read.</summary>
    public const string JudgeFailed = "PTM4012";

    /// <summary>The interpreter that a file of code needs (Python, Node.js, Ruby) is not on this machine, or is too old.</summary>
    public const string InterpreterMissing = "PTM4013";

    /// <summary>What is left of an optimization's money does not suffice for a call.</summary>
    public const string BudgetExhausted = "PTM4014";

    /// <summary>The server refused a request (4xx).</summary>
    public const string RequestRefused = "PTM5001";

    /// <summary>The server could not answer a request (5xx), or its answer cannot be read.</summary>
    public const string ServerFailed = "PTM5002";

    /// <summary>The server could not be reached, or did not answer in time.</summary>
    public const string Unreachable = "PTM5003";

    /// <summary>A run or an optimization had not ended in time.</summary>
    public const string WaitTimeout = "PTM5004";

    /// <summary>The server is too old for what was asked.</summary>
    public const string ServerTooOld = "PTM5005";

    /// <summary>The library is of files, which are changed in an editor.</summary>
    public const string ReadOnly = "PTM5006";

    /// <summary>What was asked conflicts with what is there.</summary>
    public const string Conflict = "PTM5007";

    /// <summary>The token does not allow what was asked.</summary>
    public const string Forbidden = "PTM5008";

    /// <summary>A part of the product that does not exist yet.</summary>
    public const string NotImplemented = "PTM5009";
}
