using System.Net;
using System.Text.RegularExpressions;
using AdminConsole.Making;

namespace AdminConsole.Security;

/// <summary>
/// What a first visit costs somebody on a poor line: the page and everything that it loads, as a published application
/// sends it. In Development files go uncompressed.
/// </summary>
public sealed partial class FirstVisitTests(ProductionApp app) : IClassFixture<ProductionApp>
{
    private const int BytesAllowed = 60_000;

    [Theory]
    [InlineData("/")]
    [InlineData("/guides/parents")]
    [InlineData("/guides/professeurs")]
    [InlineData("/probleme-de-connexion/parent")]
    [InlineData("/colleges")]
    [InlineData("/connexion")]
    [InlineData("/aide")]
    [InlineData("/reinitialisation/inconnu")]
    public async Task A_public_page_is_light(string url)
    {
        using var visitor = app.NewClient();
        visitor.Headers["Accept-Encoding"] = "gzip, deflate, br";
        using var page = await visitor.GetAsync(url);
        var (html, weight) = (await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), await WeighAsync(page));
        var files = Loaded().Matches(html).Select(m => WebUtility.HtmlDecode(m.Groups["url"].Value)).Distinct().ToList();
        Assert.True(files.Count > 3, html);
        foreach (var file in files)
        {
            using var answer = await visitor.GetAsync(file);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            if (!file.EndsWith(".svg", StringComparison.Ordinal)) Assert.NotEmpty(answer.Content.Headers.ContentEncoding);
            weight += await WeighAsync(answer);
        }
        Assert.InRange(weight, 1, BytesAllowed);
    }

    private static async Task<int> WeighAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length + $"{answer.Headers}{answer.Content.Headers}".Length;

    [GeneratedRegex("<(?:link rel=\"(?:stylesheet|icon)\"[^>]*? href|script [^>]*?src|img src)=\"(?<url>/[^\"]+)\"")]
    private static partial Regex Loaded();
}
