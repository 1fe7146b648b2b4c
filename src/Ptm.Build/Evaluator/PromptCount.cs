using System.Runtime.Serialization;

namespace Ptm.Build.Evaluator;

/// <summary>How many cases a prompt has.</summary>
[DataContract]
internal sealed class PromptCount
{
    [DataMember(Name = "id")]
    public string Id { get; set; } = "";

    [DataMember(Name = "cases")]
    public int Cases { get; set; }
}
