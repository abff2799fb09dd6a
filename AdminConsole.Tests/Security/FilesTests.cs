using System.Net;
using System.Text;
using AdminConsole.Domain.Journal;
using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Security;

/// <summary>What leaves the console as a file: by a form of its own page, for whom the grant says so.</summary>
public sealed class FilesTests(ConsoleApp app) : IClassFixture<ConsoleApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_journal_comes_as_a_file_of_text_for_spreadsheets()
    {
        var (local, school) = await OperatorAsync(mayExport: true);
        var pupil = await app.People.AccountAsync("D'Été", "Lou", [school]);
        await new Rows(app.Database).WriteAsync(pupil.Id, AuditAction.Blocked, local.AccountId, e =>
            (e.Reason, e.At) = ("=HYPERLINK(\"http://evil.example.com\");x", new DateTimeOffset(2026, 1, 14, 23, 30, 5, TimeSpan.Zero)));
        using var visitor = Visitor(local);

        using var answer = await visitor.SubmitToAsync(await PageAsync(visitor, "/console/journal?action=Access"), "/console/journal/fichier");

        Assert.Equal((HttpStatusCode.OK, "text/csv"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.StartsWith("attachment; filename=journal-20", answer.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), bytes[..3]);
        Assert.Equal(
            ["Date et heure;Action;Résultat;Raison du refus;Opérateur;Login de l’opérateur;Identifiant de l’opérateur;Compte;Login du compte;Identifiant du compte;Identité vérifiée;Motif;Adresse réseau;Détail",
             $"15/01/2026 00:30:05;Compte bloqué;Fait;;OPÉRATEUR LocalAdmin;{(await app.People.ReadAsync(local.AccountId)).Login};{local.AccountId};\"D'ÉTÉ Lou\";{pupil.Login};{pupil.Id};;\"'=HYPERLINK(\"\"http://evil.example.com\"\");x\";;", ""],
            Encoding.UTF8.GetString(bytes[3..]).Split("\r\n"));
    }

    [Fact]
    public async Task The_list_of_accounts_comes_as_a_file_without_a_secret()
    {
        var (local, school) = await OperatorAsync(mayExport: true);
        var pupil = await app.People.AccountAsync("+Été", "Lou", [school], a =>
            (a.Mobile, a.PasswordHash, a.BirthDate, a.ExternalId, a.CreatedAt) = ("+33612345678", "AQAAAAIAAYag", new(2014, 3, 9), "4e2f", new DateTimeOffset(2020, 11, 13, 23, 30, 0, TimeSpan.Zero)), "6e B");
        using var visitor = Visitor(local);

        using var answer = await visitor.SubmitToAsync(await PageAsync(visitor, "/console/utilisateurs?profil=Student"), "/console/utilisateurs/fichier");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync(Cancel)).Split("\r\n");
        Assert.Equal(3, lines.Length);
        Assert.StartsWith($"\"'+Été\";Lou;;Élève;{pupil.Login};;{pupil.Id};4e2f;CSV;09/03/2014;Collège Jean-Moulin;{school.Uai};6e B;;;\"'+33612345678\";non confirmé;01/01/2020;;;14/11/2020;", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("AQAAAAIAAYag", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_there_is_neither_button_nor_file_and_an_old_proof_leads_back_to_the_page()
    {
        var (without, _) = await OperatorAsync(mayExport: false);
        using (var visitor = Visitor(without))
        {
            var page = await PageAsync(visitor, "/console/journal");
            Assert.DoesNotContain("Exporter", page, StringComparison.Ordinal);
            using var refused = await visitor.SubmitToAsync(page, "/console/journal/fichier");
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
            Assert.DoesNotContain("Exporter", await PageAsync(visitor, "/console/utilisateurs"), StringComparison.Ordinal);
            using var list = await visitor.SubmitToAsync(page, "/console/utilisateurs/fichier");
            Assert.Equal(HttpStatusCode.NotFound, list.StatusCode);
        }
        var (old, _) = await OperatorAsync(mayExport: true);
        await app.Database.ExecuteAsOwnerAsync($"UPDATE sessions SET proof = 1, proven_at = now() - interval '16 minutes' WHERE id = '{old.SessionId}'");
        using (var visitor = Visitor(old))
        {
            using var stranger = await visitor.PostAsync("/console/journal/fichier");
            Assert.Equal(HttpStatusCode.BadRequest, stranger.StatusCode);
            using var back = await visitor.SubmitToAsync(await PageAsync(visitor, "/console/journal?action=Access"), "/console/journal/fichier");
            Assert.Equal((HttpStatusCode.Redirect, "/console/journal?action=Access&fichier=preuve"), (back.StatusCode, back.Headers.Location!.ToString()));
            Assert.Contains("Confirmez que c’est bien vous", await PageAsync(visitor, back.Headers.Location!.ToString()), StringComparison.Ordinal);
        }
    }

    private async Task<(Actor Actor, School School)> OperatorAsync(bool mayExport)
    {
        var school = await app.People.SchoolAsync();
        var local = await app.People.OperatorAsync(Function.LocalAdmin, [school]);
        if (mayExport) await app.Database.ExecuteAsOwnerAsync($"UPDATE grants SET may_export = true WHERE account_id = '{local.AccountId}'");
        return (local, school);
    }

    private FormClient Visitor(Actor actor)
    {
        var (name, value) = app.CookieOf(actor);
        return new FormClient(app.Address) { Cookies = { [name] = value } };
    }

    private static async Task<string> PageAsync(FormClient visitor, string path)
    {
        using var page = await visitor.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        return await page.Content.ReadAsStringAsync(Cancel);
    }
}
