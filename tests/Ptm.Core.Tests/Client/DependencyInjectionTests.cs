using Microsoft.Extensions.DependencyInjection;

namespace Ptm.Core.Tests.Client;

public sealed class DependencyInjectionTests
{
    [Fact]
    public async Task A_registered_client_talks_to_its_server_through_the_factory()
    {
        await using PlayedServer server = new(PlayedPtm.Answer);
        ServiceCollection services = new();
        using Counting counting = new();
        services.AddPtmClient(new PtmConnection(server.Url, PlayedPtm.Token), options => options.Routes = PtmRoutes.Default)
            .AddHttpMessageHandler(() => counting);
        await using ServiceProvider provider = services.BuildServiceProvider();

        IPtm ptm = provider.GetRequiredService<IPtm>();
        await ptm.Groups.ListAsync(TestContext.Current.CancellationToken);

        Assert.IsType<PtmClient>(ptm);
        Assert.Equal("Bearer " + PlayedPtm.Token, Assert.Single(server.Requests).Headers["Authorization"]);
        Assert.Equal(1, counting.Requests);
    }

    sealed class Counting : DelegatingHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
