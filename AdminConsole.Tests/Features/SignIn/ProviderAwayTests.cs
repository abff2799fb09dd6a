using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Features.SignIn;

/// <summary>A provider that nobody answers for, and holders of a function who may come in by nothing else.</summary>
public sealed class ProviderAwayApp(TestCluster cluster) : ConsoleApp(cluster)
{
    public const string Glass = "admin.secours";

    protected override void ConfigureWebHost([System.Diagnostics.CodeAnalysis.NotNull] IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Authentication:OpenIdConnect:Authority", "http://127.0.0.1:9/");
        builder.UseSetting("Authentication:OpenIdConnect:ClientId", "console");
        builder.UseSetting("Authentication:OpenIdConnect:DisplayName", "Mon organisation");
        builder.UseSetting("OperatorSignIn:Local", "false");
        builder.UseSetting("OperatorSignIn:BreakGlass", Glass);
    }
}

public sealed class ProviderAwayTests(ProviderAwayApp app) : IClassFixture<ProviderAwayApp>
{
    private const string Password = "Trois-poules-bleues-7";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_told_on_a_page_with_a_reference_that_the_journal_has()
    {
        using var client = new FormClient(app.Address);
        using var form = await client.GetAsync("/connexion");
        using var answer = await client.SubmitToAsync(await form.Content.ReadAsStringAsync(Cancel), "/connexion/fournisseur");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var target = answer.Headers.Location!.ToString();
        Assert.StartsWith("/connexion/refus?raison=Unreachable&reference=", target, StringComparison.Ordinal);
        using var page = await client.GetAsync(target);
        Assert.Contains("ne répond pas", WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Cancel)), StringComparison.Ordinal);
        await using var db = app.Database.Open();
        var reference = target[^12..];
        Assert.Equal(nameof(ProviderRefusal.Unreachable), (await db.AuditEntries.SingleAsync(e => e.Detail == reference, Cancel)).Refusal);
    }

    [Theory]
    [InlineData("?raison=%3Cscript%3E&reference=%3Cscript%3E")]
    [InlineData("?raison=99&reference=abcdefabcdef0")]
    [InlineData("")]
    public async Task The_page_of_a_refusal_shows_nothing_that_anybody_wrote_into_its_address(string query)
    {
        using var client = new FormClient(app.Address);
        using var page = await client.GetAsync("/connexion/refus" + query);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var html = await page.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("<strong class=\"code\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html.Replace("<script type", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_password_of_an_operator_leads_to_the_provider_and_opens_nothing()
    {
        var agent = await OperatorAsync(login: null);
        using var client = new FormClient(app.Address);
        using var answer = await client.SignInAsync(agent.Login, Password);
        Assert.Contains("Votre fonction demande de passer par « Mon organisation »", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel)), StringComparison.Ordinal);
        await using var db = app.Database.Open();
        Assert.Equal(nameof(SignInOutcome.UseProvider), (await db.AuditEntries.SingleAsync(e => e.AccountId == agent.Id, Cancel)).Refusal);
        Assert.Equal(1, await db.Sessions.CountAsync(s => s.AccountId == agent.Id, Cancel));

        var pupil = await app.People.AccountAsync("DUPONT", "Jeanne", []);
        await app.GivePasswordAsync(pupil.Id, Password);
        using var own = await client.SignInAsync(pupil.Login, Password);
        Assert.Equal("/mon-compte", own.Headers.Location!.AbsolutePath);
    }

    [Fact]
    public async Task Who_keeps_the_glass_to_break_comes_in_and_the_journal_says_so()
    {
        var keeper = await OperatorAsync(ProviderAwayApp.Glass);
        using var client = new FormClient(app.Address);
        using var answer = await client.SignInAsync(keeper.Login, Password);
        Assert.Equal("/console", answer.Headers.Location!.AbsolutePath);
        await using var db = app.Database.Open();
        Assert.Equal(AuditAction.BreakGlassUsed, (await db.AuditEntries.SingleAsync(e => e.AccountId == keeper.Id, Cancel)).Action);
    }

    private async Task<Account> OperatorAsync(string? login)
    {
        var actor = await app.People.OperatorAsync(Function.CentralAdmin, []);
        if (login is not null) await app.Database.ExecuteAsOwnerAsync($"UPDATE accounts SET login = '{login}' WHERE id = '{actor.AccountId}'");
        await app.GivePasswordAsync(actor.AccountId, Password);
        return await app.People.ReadAsync(actor.AccountId);
    }
}
