using System.Net;
using AdminConsole.Making;

namespace AdminConsole.Features.Recovery;

public sealed class ShortLinkTests(ProductionApp app) : IClassFixture<ProductionApp>
{
    [Theory]
    [InlineData("abc_DEF-012")]
    [InlineData("cut")]
    [InlineData("glued.")]
    public async Task The_link_of_an_SMS_leads_to_the_page_of_the_link_and_is_kept_nowhere(string secret)
    {
        using var visitor = app.NewClient();
        using var answer = await visitor.GetAsync($"/r/{secret}");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal($"/reinitialisation/{secret}", answer.Headers.Location?.OriginalString);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("noindex", answer.Headers.GetValues("X-Robots-Tag").Single());
        Assert.Empty(visitor.LastCookies);
    }

    [Theory]
    [InlineData("%2F%2Fevil.example.com")]
    [InlineData("..%2F..%2Fconsole")]
    [InlineData("%5Cevil.example.com")]
    [InlineData("%0d%0aSet-Cookie:%20a=b")]
    public async Task It_leads_nowhere_else(string secret)
    {
        using var visitor = app.NewClient();
        using var answer = await visitor.GetAsync($"/r/{secret}");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Matches("^/reinitialisation/[^/\\\\\r\n]+$", answer.Headers.Location!.OriginalString);
        Assert.Empty(visitor.LastCookies);
    }
}
