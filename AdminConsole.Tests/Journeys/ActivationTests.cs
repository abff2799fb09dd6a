using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>The first time: from a slip of paper or a mail to an account of one's own, on a phone, with scripts and without.</summary>
public sealed class ActivationTests(TermsApp app, Browser browser) : IClassFixture<TermsApp>, IClassFixture<Browser>
{
    private const string Good = "cactus-tambour-vallon-biscuit-lune";
    private const string Terms = "J’ai lu et j’accepte les conditions d’utilisation";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slip_leads_to_an_account_of_ones_own(bool scripts)
    {
        var (pupil, issued) = await SlipAsync();
        var visitor = await app.VisitorAsync(browser, options: new() { JavaScriptEnabled = scripts, ViewportSize = new() { Width = 390, Height = 844 } });
        var page = visitor.Page;

        await page.SignInAsync(pupil.Login, issued.Provisional!.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal));
        await Expect(page.Heading("Activez votre compte")).ToBeVisibleAsync();
        await Expect(page.GetByText($"Bonjour Maëlys. Choisissez le mot de passe qui ouvrira votre compte. Votre identifiant : {pupil.Login}")).ToBeVisibleAsync();
        await Expect(page.Field("Courriel")).ToHaveValueAsync("famille.legoff@example.org");
        await Expect(page.Field("Téléphone portable")).ToHaveValueAsync("06 39 98 00 04");
        if (scripts) await visitor.AssertAccessibleAsync();

        await page.Field("Courriel").FillAsync("maelys@@example.org");
        await page.Field("Téléphone portable").FillAsync("01 60 00 00 00");
        await page.ChooseAsync(Good);
        await Expect(page.GetByText("Indiquez un seul courriel, avec un seul @.")).ToBeVisibleAsync();
        await Expect(page.GetByText("C’est le numéro d’un téléphone fixe.")).ToBeVisibleAsync();
        await Expect(page.GetByText("cochez la case")).ToBeVisibleAsync();
        await Expect(page.Field("Courriel")).ToHaveValueAsync("maelys@@example.org");
        await Expect(page.Field("Téléphone portable")).ToHaveValueAsync("01 60 00 00 00");
        if (scripts) await visitor.AssertAccessibleAsync();

        await page.Field("Courriel").FillAsync("maelys@example.org");
        await page.Field("Téléphone portable").FillAsync("");
        await page.Field(Terms).CheckAsync();
        await page.Button("Proposer une phrase").ClickAsync();
        await Expect(page.Field("Nouveau mot de passe")).Not.ToHaveValueAsync("");
        await Expect(page.Field("Courriel")).ToHaveValueAsync("maelys@example.org");
        await Expect(page.Field(Terms)).ToBeCheckedAsync();
        var phrase = await page.Field("Nouveau mot de passe").InputValueAsync();
        await page.Button("Enregistrer").ClickAsync();
        await Expect(page.Heading("Votre compte est activé")).ToBeVisibleAsync();
        await page.GotoAsync("/mon-compte");
        await Expect(page.Heading("Connexion")).ToBeVisibleAsync();

        await page.SignInAsync(pupil.Login, phrase);
        await Expect(page.Heading("Mon compte")).ToBeVisibleAsync();
        var now = await app.People.ReadAsync(pupil.Id);
        Assert.Equal(("maelys@example.org", "+33639980004"), (now.Email, now.Mobile));
        Assert.NotNull(now.TermsAcceptedAt);
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task The_terms_are_text_and_open_beside_what_was_typed()
    {
        var (pupil, issued) = await SlipAsync();
        var visitor = await app.VisitorAsync(browser);
        var page = visitor.Page;
        await page.SignInAsync(pupil.Login, issued.Provisional!);
        await page.Field("Nouveau mot de passe").FillAsync(Good);
        var terms = await page.Context.RunAndWaitForPageAsync(() => page.Link("Lire les conditions d’utilisation (nouvel onglet)").ClickAsync());

        await Expect(terms.Heading("Charte d'utilisation")).ToBeVisibleAsync();
        await Expect(terms.GetByText("<script>alert(1)</script>")).ToBeVisibleAsync();
        Assert.Equal(0, await terms.Locator("main b, main [onclick], main script, main a[href^='https:'], main a[href^='javascript:']").CountAsync());
        await Expect(page.Field("Nouveau mot de passe")).ToHaveValueAsync(Good);
        await page.GotoAsync("/conditions");
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task Whose_account_it_is_is_plain_while_somebody_else_is_signed_in_who_stays_so_until_the_person_signs_in()
    {
        var sister = await app.People.AccountAsync("LE GOFF", "Zoé", []);
        var actor = await app.People.SignedInAsync(sister.Id);
        var (pupil, issued) = await SlipAsync();
        var visitor = await app.VisitorAsync(browser, actor);
        var page = visitor.Page;
        await page.GotoAsync("/reinitialisation/" + issued.Secret);
        await Expect(page.GetByText("Zoé LE GOFF est connecté(e) dans ce navigateur")).ToBeVisibleAsync();
        await Expect(page.GetByText($"celui du compte {pupil.Login}, et de nul autre")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await page.Field(Terms).CheckAsync();
        await page.ChooseAsync(Good);
        await Expect(page.Heading("Votre compte est activé")).ToBeVisibleAsync();
        Assert.Equal(1, await app.Database.CountAsync($"SELECT 1 FROM sessions WHERE id = '{actor.SessionId}' AND ended_at IS NULL"));
        Assert.Equal(0, await app.Database.CountAsync($"SELECT 1 FROM sessions WHERE account_id = '{pupil.Id}'"));

        await page.Link("Se connecter").ClickAsync();
        await page.Field("Identifiant").FillAsync(pupil.Login);
        await page.Field("Mot de passe").FillAsync(Good);
        await page.Button("Se connecter").ClickAsync();
        await Expect(page.GetByText(pupil.Login)).ToBeVisibleAsync();
        Assert.Equal(0, await app.Database.CountAsync($"SELECT 1 FROM sessions WHERE id = '{actor.SessionId}' AND ended_at IS NULL"));
        visitor.AssertNothingWrong();
    }

    private async Task<(Account Pupil, IssuedToken Issued)> SlipAsync()
    {
        var pupil = await app.People.AccountAsync("Le Goff", "Maëlys", [await app.People.SchoolAsync("Collège Les Tilleuls")], account =>
        {
            account.ActivatedAt = null;
            account.Email = "famille.legoff@example.org";
            account.Mobile = "+33639980004";
        });
        await using var db = app.Database.Open();
        var issued = await app.Services.GetRequiredService<ResetTokens>().IssueAsync(
            db, new(pupil.Id, TokenOrigin.Slip, TokenCarrier.Paper, TimeSpan.FromDays(14)) { WithProvisional = true }, await db.NowAsync(Cancel), Cancel);
        await db.SaveChangesAsync(Cancel);
        return (pupil, issued);
    }
}
