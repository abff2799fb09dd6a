using System.Net;
using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Features.Assistance;

/// <summary>The form and its follow-up as a client without script sends them, and what hostile ones can.</summary>
public sealed partial class AssistancePagesTests(ProductionApp app) : IClassFixture<ProductionApp>
{
    private static readonly (string, string)[] Sender = [("family", "N'Guyen"), ("given", "Maï"), ("email", "mai@example.org"), ("mobile", "")];
    private static readonly (string, string)[] Child = [("family", "Le Goff"), ("given", "Zoé"), ("class", "6e B"), ("reason", "LostPassword"), ("message", "Bonjour")];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Step_by_step_to_the_receipt_and_a_word_more()
    {
        using var parent = app.NewClient();
        var school = await SchoolAsync();
        Assert.Equal("/assistance/enfant", await GoAsync(parent, $"/assistance/vous?college={school.Uai}", Sender));
        Assert.Equal("/assistance/verification", await GoAsync(parent, "/assistance/enfant", Child));
        var check = await PageAsync(parent, "/assistance/verification");
        foreach (var typed in new[] { "N'Guyen", "mai@example.org", "Zoé", "6e B", "Bonjour", school.Name }) Assert.Contains(typed, check, StringComparison.Ordinal);
        Assert.Contains("N'Guyen", await PageAsync(parent, "/assistance/vous"), StringComparison.Ordinal);

        var receipt = await GoAsync(parent, "/assistance/verification");
        Assert.Matches("^/assistance/suivi/[A-Za-z0-9_-]{43}\\?fait=demande$", receipt);
        Assert.DoesNotContain(parent.Cookies.Keys, name => name.StartsWith("AdminConsole.Assistance", StringComparison.Ordinal));
        var link = receipt.Split('?')[0];
        Assert.Contains($"https://ent.example.org{link}", await PageAsync(parent, receipt), StringComparison.Ordinal);

        using var elsewhere = app.NewClient();
        Assert.Equal($"{link}?fait=mot", await GoAsync(elsewhere, link, ("word", "<b>Encore</b> {{un}} mot")));
        using var page = await elsewhere.GetAsync(link);
        Assert.Contains("no-store", page.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("&lt;b&gt;Encore&lt;/b&gt; {{un}} mot", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_step_says_what_keeps_what_was_typed_and_takes_the_focus()
    {
        using var parent = app.NewClient();
        var school = await SchoolAsync();
        var page = await RefusedAsync(parent, $"/assistance/vous?college={school.Uai}", ("family", ""), ("given", "Maï <i>"), ("email", "pas une adresse"), ("mobile", "01 60 00 00 00"));
        Assert.Contains("<title>Erreur", page, StringComparison.Ordinal);
        Assert.Matches("class=\"faults\" role=\"alert\" tabindex=\"-1\" autofocus", page);
        foreach (var field in new[] { "nom", "courriel", "portable" })
        {
            Assert.Contains($"href=\"#{field}\"", page, StringComparison.Ordinal);
            Assert.Contains($"id=\"{field}-erreur\"", page, StringComparison.Ordinal);
        }
        foreach (var kept in new[] { "Maï &lt;i&gt;", "pas une adresse", "01 60 00 00 00" }) Assert.Contains($"value=\"{kept}\"", page, StringComparison.Ordinal);

        await GoAsync(parent, $"/assistance/vous?college={school.Uai}", Sender);
        var longer = new string('é', 2_001);
        page = await RefusedAsync(parent, "/assistance/enfant", ("family", "a\u0007b"), ("given", ""), ("class", new string('6', 60)), ("reason", "Rien"), ("message", longer));
        foreach (var field in new[] { "nom-enfant", "prenom-enfant", "classe", "motif-1", "message" }) Assert.Contains($"href=\"#{field}\"", page, StringComparison.Ordinal);
        Assert.Contains(longer, page, StringComparison.Ordinal);
        page = await RefusedAsync(parent, "/assistance/enfant", [.. Child[..^1], ("message", new string('x', 500_000))]);
        Assert.Contains("href=\"#message\"", page, StringComparison.Ordinal);
        Assert.InRange(page.Length, 20_000, 60_000);
    }

    [Fact]
    public async Task Out_of_order_and_from_another_tab_nothing_is_sent_that_was_not_seen()
    {
        using var parent = app.NewClient();
        foreach (var step in new[] { "/assistance/vous", "/assistance/vous?college=%00", "/assistance/enfant", "/assistance/verification" })
        {
            using var answer = await parent.GetAsync(step);
            Assert.StartsWith("/assistance", PathOf(answer), StringComparison.Ordinal);
        }
        var school = await SchoolAsync();
        await GoAsync(parent, $"/assistance/vous?college={school.Uai}", Sender);
        await GoAsync(parent, "/assistance/enfant", Child);
        var before = await FormAsync(parent, "/assistance/verification");
        await GoAsync(parent, "/assistance/enfant", [.. Child[..^1], ("message", "Changé ailleurs")]);
        using var stale = await parent.PostAsync("/assistance/verification", before);
        Assert.Contains("La demande a changé", WebUtility.HtmlDecode(await stale.Content.ReadAsStringAsync(Cancel)), StringComparison.Ordinal);
        Assert.Equal(0, await app.Database.CountAsync($"SELECT 1 FROM assistance_requests WHERE school_id = '{school.Id}'"));

        var twice = await FormAsync(parent, "/assistance/verification");
        var cookies = new Dictionary<string, string>(parent.Cookies);
        var first = await PostedAsync(parent, twice);
        foreach (var (name, value) in cookies) parent.Cookies[name] = value;
        Assert.Equal(first, await PostedAsync(parent, twice));
        Assert.Equal(1, await app.Database.CountAsync($"SELECT 1 FROM assistance_requests WHERE school_id = '{school.Id}'"));
    }

    [Fact]
    public async Task A_teacher_a_child_of_nobody_and_a_school_without_operators_get_the_same_receipt()
    {
        var receipts = new List<string>();
        foreach (var (school, name) in new[] { (await SchoolAsync(), "Inconnu"), (await SchoolAsync(helped: true), "Inconnu"), (await SchoolAsync(helped: true), "Opérateur") })
        {
            using var sender = app.NewClient();
            await GoAsync(sender, $"/assistance/vous?college={school.Uai}", ("family", name), ("given", "Support"), ("email", $"{Guid.NewGuid():N}@example.org"));
            await GoAsync(sender, "/assistance/enfant", Child);
            var page = await PageAsync(sender, await GoAsync(sender, "/assistance/verification"));
            receipts.Add(Varying().Replace(page.Split("<main")[1].Split("</main>")[0], "…").Replace(name, "…", StringComparison.Ordinal));
        }
        Assert.All(receipts, receipt => Assert.Equal(receipts[0], receipt));
    }

    [Fact]
    public async Task A_guessed_reference_and_a_form_without_its_token_are_nothing()
    {
        using var stranger = app.NewClient();
        foreach (var guess in new[] { "", "1", new string('A', 43), "..%2f..%2fetc", Guid.NewGuid().ToString() })
        {
            using var answer = await stranger.GetAsync("/assistance/suivi/" + guess);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        using var without = await stranger.PostAsync("/assistance/verification", ("_handler", "send"));
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        using var large = await stranger.PostAsync("/assistance/enfant", ("_handler", "child"), ("message", new string('x', 2_200_000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    private async Task<School> SchoolAsync(bool helped = false)
    {
        var school = await app.People.SchoolAsync();
        if (helped) await app.People.OperatorAsync(Function.Support, [school]);
        return school;
    }

    /// <summary>Sends the step's form; where it leads.</summary>
    private static async Task<string> GoAsync(FormClient client, string page, params (string, string)[] values)
    {
        using var answer = await client.SubmitAsync(page, values);
        return PathOf(answer);
    }

    private static async Task<string> PostedAsync(FormClient client, (string, string)[] form)
    {
        using var answer = await client.PostAsync("/assistance/verification", form);
        return PathOf(answer);
    }

    private static async Task<string> RefusedAsync(FormClient client, string page, params (string, string)[] values)
    {
        using var answer = await client.SubmitAsync(page, values);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode((await answer.Content.ReadAsStringAsync(Cancel)).Replace("&lt;", "&amp;lt;", StringComparison.Ordinal).Replace("&gt;", "&amp;gt;", StringComparison.Ordinal));
    }

    private static async Task<string> PageAsync(FormClient client, string page)
    {
        using var answer = await client.GetAsync(page);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<(string, string)[]> FormAsync(FormClient client, string page)
    {
        using var answer = await client.GetAsync(page);
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        return [.. Hidden().Matches(html).Select(m => (m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value))).DistinctBy(f => f.Item1)];
    }

    private static string PathOf(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var there = answer.Headers.Location!;
        return there.IsAbsoluteUri ? there.PathAndQuery : there.ToString();
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("[A-Za-z0-9_-]{43,}|[0-9a-f]{32}@example.org|[0-9]+|<time.*?</time>")]
    private static partial Regex Varying();
}
