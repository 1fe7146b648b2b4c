using Ptm.Engine.Code;

namespace Ptm.Engine.Tests.Library;

/// <summary>What results rest on, by which a build decides whether to evaluate again.</summary>
public sealed class ReachedFilesTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_file_that_a_config_names_is_among_them_with_what_its_code_imports()
    {
        _folder.Write("ptm.yaml", "prompts: [p.yaml]\n");
        _folder.Write("checks/check.js", "const { limit } = require('./limits'); import('../shared/x.mjs');\nmodule.exports = () => limit;");
        _folder.Write("checks/limits.js", "exports.limit = require(\"./data.json\");");
        _folder.Write("checks/data.json", "1");
        _folder.Write("shared/x.mjs", "export { y } from './y.mjs';");
        _folder.Write("shared/y.mjs", "export const y = 1;");
        _folder.Write("shared/nobody.mjs", "");
        _folder.Write("app/provider.py", "import json, helper as h\nfrom pack import (one,\n  two)\nfrom .pack.three import x\ndef call_api(prompt, options, context): return {}\n");
        _folder.Write("app/helper.py", "from . import more\n");
        _folder.Write("app/more.py", "");
        _folder.Write("app/pack/__init__.py", "");
        _folder.Write("app/pack/two.py", "");
        _folder.Write("app/pack/three.py", "");
        _folder.Write("app/other.py", "");
        _folder.Write("app/check.rb", "require_relative 'lib/deep'\ndef get_assert(output, context) true end\n");
        _folder.Write("app/lib/deep.rb", "");
        _folder.Write("hooks.js", "module.exports = { log() {} };");
        _folder.Write("body.json", "{}");
        _folder.Write("run.sh", "#!/bin/sh\necho hello");
        _folder.Write("rows.yaml", "- {vars: {v: 2}, assert: [{type: javascript, value: 'true'}]}\n");
        string config = _folder.Write("promptfooconfig.yaml", """
            prompts: ['{{v}}']
            providers:
              - python:app/provider.py:call_api
              - 'exec: ./run.sh --flag'
              - {id: http://127.0.0.1:1/x, config: {body: file://body.json}}
            extensions: [file://hooks.js:log]
            defaultTest: {assert: [{type: ruby, value: file://app/check.rb}]}
            tests:
              - file://rows.yaml
              - {vars: {v: 1}, assert: [{type: javascript, value: 'file://checks/check.js:fn'}, {type: equals, value: file://nobody.txt}]}
            """);

        using PtmEngine engine = PtmEngine.Open(config);

        Assert.Equal(
            [
                "app/check.rb", "app/helper.py", "app/lib/deep.rb", "app/more.py", "app/pack/__init__.py", "app/pack/three.py", "app/pack/two.py", "app/provider.py",
                "body.json", "checks/check.js", "checks/data.json", "checks/limits.js", "hooks.js", "promptfooconfig.yaml", "ptm.yaml", "rows.yaml", "run.sh", "shared/x.mjs", "shared/y.mjs",
            ],
            Files(engine));
    }

    [Fact]
    public async Task What_a_run_called_is_among_them_though_only_a_file_of_cases_names_it()
    {
        _folder.Write("checks/limit.js", "module.exports = output => output === 'x';");
        _folder.Write("rows.yaml", "- {vars: {v: x}, assert: [{type: javascript, value: 'file://checks/limit.js'}]}\n");
        string config = _folder.Write("promptfooconfig.yaml", "prompts: ['{{v}}']\nproviders: [echo]\ntests: file://rows.yaml\n");
        using PtmEngine engine = PtmEngine.Open(config);

        RunResult run = await engine.RunAsync(engine.Plan(), null, TestContext.Current.CancellationToken);

        Assert.Equal(1, run.Summary.Passed);
        Assert.Equal(["checks/limit.js", "promptfooconfig.yaml", "rows.yaml"], Files(engine));
    }

    [Fact]
    public void Names_of_the_environment_that_a_config_asks_for_are_known()
    {
        string config = _folder.Write("promptfooconfig.yaml", "prompts: ['{{env.PTM_TEST_READ_IN_A_PROMPT}}']\nproviders: [{id: echo, config: {x: '{{env.PTM_TEST_READ_IN_A_PROVIDER}}'}}]\ntests: [{vars: {v: 1}}]\n");
        using PtmEngine engine = PtmEngine.Open(config);

        Assert.Contains("PTM_TEST_READ_IN_A_PROVIDER", ReadVariables.Names);
    }

    IEnumerable<string> Files(PtmEngine engine) => engine.Files.Select(path => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/')).Order(StringComparer.Ordinal);
}
