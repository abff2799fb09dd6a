using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Making;

namespace AdminConsole.Domain.Recovery;

public sealed class ResetMailTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task The_mail_says_who_asked_for_which_login_how_long_and_what_to_do_otherwise()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();

        var mail = desk.Read((await desk.MessagesAsync())[0]);

        Assert.Equal("Choisissez un nouveau mot de passe – ENT d'essai", mail.Subject);
        foreach (var body in new[] { Flat(mail.Text), Flat(System.Net.WebUtility.HtmlDecode(mail.Html!)) })
        {
            Assert.Contains("L’administration de votre établissement (Collège Jean-Moulin)", body, StringComparison.Ordinal);
            Assert.Contains("Bonjour Éleve11,", body, StringComparison.Ordinal);
            Assert.Contains(desk.Pupil.Login, body, StringComparison.Ordinal);
            Assert.Contains("pendant 60 minutes", body, StringComparison.Ordinal);
            Assert.Contains("votre mot de passe actuel reste valable", body, StringComparison.Ordinal);
            Assert.Contains("https://ent.example.org/reinitialisation/" + await desk.LinkTextAsync(), body, StringComparison.Ordinal);
            Assert.Contains("https://ent.example.org/connexion", body, StringComparison.Ordinal);
            Assert.Contains("à la place du vôtre", body, StringComparison.Ordinal);
            Assert.Contains("dès que l’un a servi, l’autre ne fonctionne plus", body, StringComparison.Ordinal);
        }
        var provisional = await desk.ProvisionalAsync();
        Assert.Equal(provisional, ProvisionalPassword.Normalize(provisional));
        Assert.Matches($"<strong [^>]*>{provisional}</strong>", mail.Html);
        Assert.True(database.Get<PasswordHash>().VerifyProvisional(Assert.Single(await desk.TokensAsync()).ProvisionalHash, provisional));
    }

    [Fact]
    public async Task A_person_who_reads_English_gets_English()
    {
        var desk = await ResetDesk.SetAsync(database, account => account.Language = "en");
        await desk.SendAsync();

        var mail = desk.Read((await desk.MessagesAsync())[0]);

        Assert.Contains("Your school’s administration (Collège Jean-Moulin)", Flat(mail.Text), StringComparison.Ordinal);
        Assert.Contains("for 60 minutes", Flat(mail.Text), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_from_files_is_text_in_a_mail_and_never_a_header()
    {
        var desk = await ResetDesk.SetAsync(database, account => account.GivenName = "<script>alert(1)</script>&\"");
        await desk.SendAsync();

        var mail = desk.Read((await desk.MessagesAsync())[0]);

        Assert.DoesNotContain("<script", mail.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;", mail.Html, StringComparison.Ordinal);
        Assert.Contains("<script>alert(1)</script>&\"", Flat(mail.Text), StringComparison.Ordinal);
        Assert.Equal("a  Bcc: b", MailSheet.Write("fr", "a\r\nBcc: b", "ENT", "t", []).Subject);
    }

    [Fact]
    public async Task Nothing_is_fetched_when_a_mail_is_opened()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();

        var html = desk.Read((await desk.MessagesAsync())[0]).Html!;

        Assert.DoesNotMatch("(?i)src=|url\\(|<link|@import|<img|<iframe|<object", html);
        Assert.Equal(1, html.Split("href=").Length - 1);
    }

    private static string Flat(string text) => string.Join(' ', text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
}
