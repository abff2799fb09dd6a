using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Bunit;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.AccountParts;

/// <summary>The card on the real domain and a real database.</summary>
public sealed class ResetCardTests(TestDatabase database) : CardTest(database), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task The_group_its_field_and_its_button_have_the_names_of_the_contract()
    {
        var card = await CardAsync();
        var group = card.Find("[role=group]");
        Assert.Equal("Réinitialisation de mot de passe", card.Find($"#{group.GetAttribute("aria-labelledby")}").TextContent);
        var email = card.Find("#courriel");
        Assert.Equal("Courriel", card.Find("label[for=courriel]").TextContent);
        Assert.Equal("Envoyer un mail de réinitialisation de mot de passe", card.Find($"#{email.GetAttribute("aria-describedby")}").TextContent);
        Assert.Equal("ancienne@example.org", email.GetAttribute("value"));
        var button = Send(card);
        Assert.Equal(("Envoyer", "Envoyer par courriel"), (button.TextContent.Trim(), button.GetAttribute("aria-label")));
        Assert.Equal("Téléphone portable", card.Find("label[for=mobile]").TextContent);
        Assert.Equal(["Envoyer par courriel", "Envoyer par SMS"], card.FindAll("button").Select(b => b.GetAttribute("aria-label")));
    }

    [Theory]
    [InlineData(ContactSource.File, false, null)]
    [InlineData(ContactSource.Operator, true, "Corrigé par un opérateur le 04/03/2026\u00a0; un fichier ne le remplace pas.")]
    [InlineData(ContactSource.Self, false, "Donné par la personne\u00a0; un fichier ne le remplace pas.")]
    public async Task What_no_file_replaces_says_who_gave_it(ContactSource source, bool dated, string? said)
    {
        var card = await CardAsync(a => (a.EmailSource, a.EmailSetAt) = (source, dated ? new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero) : null));
        Assert.Equal(said, card.Find("form").QuerySelector("form > p")?.TextContent);
        await TypeAsync(card, "nouvelle@example.org");
        Assert.Null(card.Find("form").QuerySelector("form > p"));
    }

    [Fact]
    public async Task Unchanged_one_click_sends()
    {
        var card = await CardAsync();
        await card.Find("form").SubmitAsync();
        Assert.Contains("ancienne@example.org est en file d’envoi", Outcome(card), StringComparison.Ordinal);
        Assert.Equal(1, await ResetsAsync(card));
        Assert.Equal(1, Told);
    }

    [Fact]
    public async Task Changed_a_line_opens_with_the_possible_checks_and_no_choice_made()
    {
        var card = await CardAsync(a => a.BirthDate = new(2012, 3, 4));
        await TypeAsync(card, "nouvelle@example.org");
        Assert.Equal("Avant : ancienne@example.org", Squeeze(card.Find("del").TextContent));
        Assert.Equal("Après : nouvelle@example.org", Squeeze(card.Find("ins").TextContent));
        Assert.Equal("Comment l'identité a-t-elle été vérifiée ?", card.Find("legend").TextContent);
        Assert.Equal(["En personne", "Code envoyé au contact enregistré", "Données concordantes"], card.FindAll("fieldset label").Select(l => l.TextContent.Trim()));
        Assert.Empty(card.FindAll("input[type=radio][checked]"));
        Assert.Equal("Référence", card.Find("label[for=courriel-reference]").TextContent);
        await TypeAsync(card, "Ancienne@example.org ");
        Assert.Empty(card.FindAll("fieldset"));
    }

    [Fact]
    public async Task Changed_without_a_check_is_refused_at_the_checks_and_keeps_what_was_typed()
    {
        var card = await CardAsync();
        await TypeAsync(card, "nouvelle@example.org");
        await card.Find("form").SubmitAsync();
        var group = card.Find("fieldset");
        Assert.Contains("dites comment l’identité a été vérifiée", card.Find($"#{group.GetAttribute("aria-describedby")}").TextContent, StringComparison.Ordinal);
        Assert.Equal("Après : nouvelle@example.org", Squeeze(card.Find("ins").TextContent));
        Assert.Equal(0, await ResetsAsync(card));
    }

    [Fact]
    public async Task Changed_and_checked_the_same_button_completes_it()
    {
        var card = await CardAsync();
        await TypeAsync(card, "nouvelle@example.org");
        await card.Find("input[type=radio][value=InPerson]").ChangeAsync("InPerson");
        await card.Find("#courriel-reference").InputAsync("T-1234");
        await card.Find("form").SubmitAsync();

        Assert.Contains("nouvelle@example.org est en file d’envoi", Outcome(card), StringComparison.Ordinal);
        Assert.Empty(card.FindAll("fieldset"));
        var account = await Database.People.ReadAsync(card.Instance.Fiche.Id);
        Assert.Equal(("nouvelle@example.org", ContactState.Unconfirmed), (account.Email, account.EmailState));
        await using var db = Database.Open();
        var check = await db.Verifications.SingleAsync(v => v.AccountId == account.Id, Cancel);
        Assert.Equal((VerifiedHow.InPerson, "T-1234"), (check.How, check.Reference));
    }

    [Fact]
    public async Task A_check_holds_for_the_next_change()
    {
        var card = await CardAsync();
        await TypeAsync(card, "une@example.org");
        await card.Find("input[type=radio][value=InPerson]").ChangeAsync("InPerson");
        await card.Find("form").SubmitAsync();
        await RereadAsync(card);

        await TypeAsync(card, "autre@example.org");

        Assert.Empty(card.FindAll("fieldset"));
        Assert.Contains("Identité déjà vérifiée (En personne)", card.Find(".held").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_without_sending_only_corrects()
    {
        var card = await CardAsync();
        await TypeAsync(card, "nouvelle@example.org");
        await card.Find("input[type=radio][value=InPerson]").ChangeAsync("InPerson");
        await card.FindAll("button").Single(b => b.TextContent == "Enregistrer sans envoyer").ClickAsync(new());
        Assert.Contains("Rien n’a été envoyé", Outcome(card), StringComparison.Ordinal);
        Assert.Equal(0, await ResetsAsync(card));
        Assert.Equal("nouvelle@example.org", (await Database.People.ReadAsync(card.Instance.Fiche.Id)).Email);
    }

    [Theory]
    [InlineData("", "Indiquez un courriel.")]
    [InlineData("sans-arobase", "pas complet")]
    [InlineData("a@example.org, b@example.org", "un seul courriel")]
    [InlineData("a@example.org\r\nBcc: b@example.org", "caractère invisible")]
    [InlineData("Ana <a@example.org>", "sans nom")]
    [InlineData("a@раypal.com", "plusieurs alphabets")]
    public async Task A_bad_address_is_told_at_the_field(string typed, string told)
    {
        var card = await CardAsync();
        await TypeAsync(card, typed);
        if (card.FindAll("input[type=radio]") is [var first, ..]) await first.ChangeAsync("InPerson");
        await card.Find("form").SubmitAsync();
        var email = card.Find("#courriel");
        Assert.Equal("true", email.GetAttribute("aria-invalid"));
        Assert.Contains(told, card.Find("#courriel-erreur").TextContent, StringComparison.Ordinal);
        Assert.Contains("courriel-erreur", email.GetAttribute("aria-describedby"), StringComparison.Ordinal);
        Assert.Equal(0, await ResetsAsync(card));
    }

    [Fact]
    public async Task Somebody_elses_save_is_shown_and_what_was_typed_stays()
    {
        var card = await CardAsync();
        await TypeAsync(card, "mienne@example.org");
        await card.Find("input[type=radio][value=InPerson]").ChangeAsync("InPerson");
        var colleague = await Database.People.OperatorAsync(Function.LocalAdmin, []);
        await Database.Get<PasswordReset>().SaveOnlyAsync(colleague, card.Instance.Fiche.Id,
            new(Guid.CreateVersion7(), card.Instance.Fiche.Version, Channel.Mail, "sienne@example.org", new(VerifiedHow.InPerson)), Cancel);

        await card.Find("form").SubmitAsync();

        Assert.Contains("Il est maintenant : sienne@example.org", Outcome(card), StringComparison.Ordinal);
        Assert.Equal("Avant : sienne@example.org", Squeeze(card.Find("del").TextContent));
        Assert.Equal("Après : mienne@example.org", Squeeze(card.Find("ins").TextContent));
        Assert.Equal("sienne@example.org", (await Database.People.ReadAsync(card.Instance.Fiche.Id)).Email);

        await card.Find("form").SubmitAsync();
        Assert.Equal("mienne@example.org", (await Database.People.ReadAsync(card.Instance.Fiche.Id)).Email);
    }

    [Fact]
    public async Task What_is_typed_stays_when_the_fiche_is_read_again()
    {
        var card = await CardAsync();
        await TypeAsync(card, "mienne@example.org");
        await card.Find("input[type=radio][value=InPerson]").ChangeAsync("InPerson");
        await RereadAsync(card);
        Assert.Equal("Après : mienne@example.org", Squeeze(card.Find("ins").TextContent));
        await card.Find("form").SubmitAsync();
        Assert.Contains("mienne@example.org est en file d’envoi", Outcome(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_double_click_acts_once()
    {
        var card = await CardAsync();
        var form = card.Find("form");
        var first = form.SubmitAsync();
        var second = form.SubmitAsync();
        await Task.WhenAll(first, second);
        await card.Find("form").SubmitAsync();
        Assert.Equal(1, await ResetsAsync(card));
    }

    [Fact]
    public async Task A_limit_is_said_with_when_it_ends()
    {
        var card = await CardAsync();
        for (var sent = 0; sent < PasswordReset.SendsAnHour; sent++)
            await Database.Get<PasswordReset>().ResendAsync(Operator, card.Instance.Fiche.Id, Channel.Mail, Guid.CreateVersion7(), Cancel);
        await card.Find("form").SubmitAsync();
        Assert.Matches(@"Dix messages .* à \d\d:\d\d", Outcome(card));
    }

    [Theory]
    [InlineData(Function.Support, false, "fonction égale ou supérieure")]
    [InlineData(null, true, "votre propre compte")]
    public async Task What_may_not_be_done_says_why_and_offers_nothing(Function? rank, bool own, string why)
    {
        var card = await CardAsync();
        card.Render(with => with.Add(c => c.Fiche, card.Instance.Fiche with { Standing = new(Function.Support, rank, own) }));
        Assert.Contains(why, card.Find(".notice").TextContent, StringComparison.Ordinal);
        Assert.True(Send(card).HasAttribute("disabled"));
        Assert.True(card.Find("#courriel").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Nothing_can_be_clicked_before_the_circuit_is_up()
    {
        SetRendererInfo(new("Static", false));
        var card = await CardAsync();
        Assert.True(Send(card).HasAttribute("disabled"));
    }

    private async Task<IRenderedComponent<ResetCard>> CardAsync(Action<Account>? change = null)
    {
        await SetAsync(Function.Support, a =>
        {
            a.Email = "ancienne@example.org";
            change?.Invoke(a);
        });
        var fiche = await FicheAsync();
        return Render<ResetCard>(with => with.Add(c => c.Fiche, fiche).Add(c => c.Changed, Changed));
    }

    private async Task RereadAsync(IRenderedComponent<ResetCard> card)
    {
        var fiche = await FicheAsync();
        card.Render(with => with.Add(c => c.Fiche, fiche));
    }

    private async Task<int> ResetsAsync(IRenderedComponent<ResetCard> card)
    {
        await using var db = Database.Open();
        return await db.OutboxMessages.CountAsync(m => m.AccountId == card.Instance.Fiche.Id && m.Kind == MessageKind.Reset, Cancel);
    }

    private static Task TypeAsync(IRenderedComponent<ResetCard> card, string email) => card.Find("#courriel").InputAsync(email);

    private static AngleSharp.Dom.IElement Send(IRenderedComponent<ResetCard> card) => card.Find("button[type=submit]");

    private static string Outcome(IRenderedComponent<ResetCard> card) => Squeeze(card.Find(".outcome").TextContent);

    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
