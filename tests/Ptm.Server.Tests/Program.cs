using Ptm.Server.Tests;
using Ptm.Server.Tests.Storage;
using Xunit.MicrosoftTestingPlatform;

return args is [StoreProcess.Verb, .. string[] rest]
    ? await StoreProgram.RunAsync(rest)
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
