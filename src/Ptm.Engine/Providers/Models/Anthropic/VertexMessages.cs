using System.Text.Json.Nodes;

namespace Ptm.Engine.Providers.Models.Anthropic;

/// <summary>Anthropic's messages as Vertex passes them on: the model stands in the path and the version in the body.</summary>
internal sealed class VertexMessages : Messages
{
    const string Version = "vertex-2023-10-16";

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        RequestParameters parameters = new(request.Parameters);
        JsonObject body = Body(request, target, parameters);
        body.Remove("model");
        body["anthropic_version"] = Version;
        return new($"models/{target.Model}:{(target.IsStreamed ? "streamRawPredict" : "rawPredict")}", JsonBody.Write(body)) { LeftOut = parameters.LeftOut };
    }
}
