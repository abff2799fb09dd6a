using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Imports;

/// <summary>From a file to accounts.</summary>
public sealed class ImportTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Pupils = """
        Identifiant externe;Nom;Prénom;Date de naissance;Classe;Courriel;Téléphone portable
        E1;DUPONT;Éléonore;14/05/2014;6e B;eleonore@example.org;06 39 98 00 01
        E2;N'GUYEN;Ana Maria;2013-02-01;6e B;;
        E3;DUPONT;Éléonore;03/03/2013;5e A;;
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_of_pupils_becomes_accounts_and_the_same_file_again_changes_nothing()
    {
        var school = await database.People.SchoolAsync();
        var import = await (await Importing.AtAsync(database, school)).WithAsync((Profile.Student, Pupils));
        var file = Assert.Single((await import.ViewAsync()).Files);
        Assert.Equal((ImportEncoding.Utf8, ';'), (file.Encoding, file.Delimiter));
        Assert.Equal(
            [ImportField.ExternalId, ImportField.FamilyName, ImportField.GivenName, ImportField.BirthDate, ImportField.ClassName, ImportField.Email, ImportField.Mobile], file.Columns.Select(c => c.Field));
        Assert.Equal(["DUPONT", "N'GUYEN", "DUPONT"], file.Columns[1].Examples);

        Assert.Equal((3, 3, 0, 0), Preview(await import.PreviewAsync()));
        await using var db = database.Open();
        Assert.False(await db.Accounts.AnyAsync(a => a.ExternalId == "E1", Cancel));
        var counts = await import.ApplyAsync();
        Assert.Equal((3, 0, 0), (counts.Created, counts.Changed, counts.Removed));

        var one = await db.Accounts.Include(a => a.Memberships).SingleAsync(a => a.ExternalId == "E1", Cancel);
        Assert.Equal(("eleonore.dupont", "eleonore@example.org", "+33639980001", AccountSource.Csv), (one.Login, one.Email, one.Mobile, one.Source));
        Assert.Equal((ContactSource.File, ContactState.Unconfirmed, null), (one.EmailSource, one.EmailState, one.ActivatedAt));
        Assert.Equal(("6e B", school.Id, (DateOnly?)null), (one.Memberships[0].ClassName, one.Memberships[0].SchoolId, one.Memberships[0].EndsOn));
        Assert.Equal(new DateOnly(2014, 5, 14), one.BirthDate);
        Assert.Equal(["eleonore.dupont2", "anamaria.nguyen"], await db.Accounts.Where(a => a.ExternalId == "E2" || a.ExternalId == "E3").OrderByDescending(a => a.ExternalId).Select(a => a.Login).ToListAsync(Cancel));
        var row = await db.AuditEntries.SingleAsync(e => e.AccountId == one.Id, Cancel);
        Assert.Equal((AuditAction.ImportCreated, import.Actor.AccountId, $"{import.Id}"), (row.Action, row.ActorId, row.Detail));
        Assert.Equal([school.Id], row.SchoolIds);
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == AuditAction.ImportConfirmed && e.ActorId == import.Actor.AccountId, Cancel));

        await import.WithAsync((Profile.Student, Pupils));
        Assert.Equal((3, 0, 0, 3), Preview(await import.PreviewAsync()));
        Assert.Equal(ImportOutcome.NothingToApply, await import.ConfirmAsync());
    }

    private static (int Lines, int Create, int Change, int Same) Preview(ImportCounts counts) => (counts.Lines, counts.ToCreate, counts.ToChange, counts.Unchanged);
}
