using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Imports;

/// <summary>Whom a line is about, what it may change, and what it may not.</summary>
public sealed class IdentityTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private People People => database.People;

    [Fact]
    public async Task Whoever_is_known_is_changed_field_by_field_and_nobody_is_merged_silently()
    {
        var school = await People.SchoolAsync();
        var byId = await People.AccountAsync("Martin", "Lea", [school], a => (a.ExternalId, a.BirthDate, a.Email) = ("M1", new(2013, 5, 4), "lea@example.org"), "6e A");
        var byNational = await People.AccountAsync("Petit", "Tom", [school], a => (a.NationalId, a.BirthDate) = ("0123456789A", new(2013, 1, 1)), "6e A");
        var byName = await People.AccountAsync("Le Goff", "Yann", [school], a => (a.BirthDate, a.Source) = (new(2013, 2, 2), AccountSource.Manual), "6e A");
        var otherDay = await People.AccountAsync("Roux", "Zoé", [school], a => a.BirthDate = new(2012, 1, 1));
        var noDay = await People.AccountAsync("Blanc", "Ève", [school], a => a.ExternalId = "OLD1");
        var import = await (await Importing.AtAsync(database, school)).WithAsync((Profile.Student, """
            Id;INE;Nom;Prénom;Date de naissance;Classe;Courriel
            M1;;Martin;Léa;04/05/2013;5e B;lea.new@example.org
            N2;0123456789a;Petit;Tom;01/01/2013;6e A;
            ;;LE GOFF;yann;02/02/2013;6e A;
            N4;;Roux;Zoé;03/03/2013;6e A;
            N5;;Blanc;Ève;05/05/2013;6e A;
            """));
        var counts = await import.PreviewAsync();

        Assert.Equal((1, 3, 0, 0, 1), (counts.ToCreate, counts.ToChange, counts.Unchanged, counts.Rejected, counts.Homonyms));
        var lines = await import.LinesAsync();
        Assert.Equal(
            [new(ImportDifferenceOf.GivenName, "Lea", "Léa"), new(ImportDifferenceOf.Email, "lea@example.org", "lea.new@example.org"), new(ImportDifferenceOf.ClassName, "6e A", "5e B")],
            lines[0].Differences);
        Assert.Equal((byNational.Id, byName.Id), (lines[1].AccountId, lines[2].AccountId));
        Assert.Equal([new(ImportDifferenceOf.ExternalId, null, "N2")], lines[1].Differences);
        var homonym = Assert.Single(lines, line => line.Verdict is ImportVerdict.Homonym);
        Assert.Equal(noDay.Id, Assert.Single(homonym.Candidates).Id);
        Assert.Equal(ImportVerdict.Create, lines[3].Verdict);

        var own = database.Get<ImportLines>();
        Assert.Equal(ImportOutcome.ChoiceRefused, await own.DecideAsync(import.Actor, import.Id, homonym.Ordinal, new(ImportDecision.Same, otherDay.Id), Cancel));
        Assert.Equal(ImportOutcome.Done, await own.DecideAsync(import.Actor, import.Id, homonym.Ordinal, new(ImportDecision.Same, noDay.Id), Cancel));
        counts = await import.ApplyAsync();
        Assert.Equal((1, 4), (counts.Created, counts.Changed));
        var one = await People.ReadAsync(byId.Id);
        Assert.Equal(("Léa", "lea.new@example.org", byId.Login, 2), (one.GivenName, one.Email, one.Login, one.Version));
        Assert.Equal(("OLD1", new DateOnly(2013, 5, 5)), ((await People.ReadAsync(noDay.Id)).ExternalId, (await People.ReadAsync(noDay.Id)).BirthDate));
        await using var db = database.Open();
        Assert.Equal("5e B", (await db.Memberships.SingleAsync(m => m.AccountId == byId.Id, Cancel)).ClassName);
        Assert.Equal($"{import.Id} ClassName Email", (await db.AuditEntries.SingleAsync(e => e.AccountId == byId.Id && e.Action == AuditAction.ImportChanged, Cancel)).Detail);
        Assert.NotEqual(otherDay.Id, (await db.Accounts.SingleAsync(a => a.ExternalId == "N4", Cancel)).Id);
    }

    [Fact]
    public async Task An_undecided_homonym_is_left_out_and_another_person_gets_an_account()
    {
        var school = await People.SchoolAsync();
        var known = await People.AccountAsync("Noir", "Max", [school]);
        var file = "Id;Nom;Prénom;Date de naissance\nH1;Noir;Max;01/02/2013\nH2;Gris;Max;01/02/2013\n";
        var import = await (await Importing.AtAsync(database, school)).WithAsync((Profile.Student, file));
        await import.PreviewAsync();
        Assert.Equal(1, (await import.ApplyAsync()).Created);
        await using var db = database.Open();
        Assert.False(await db.Accounts.AnyAsync(a => a.ExternalId == "H1", Cancel));

        await import.WithAsync((Profile.Student, file));
        await import.PreviewAsync();
        Assert.Equal(ImportOutcome.Done, await database.Get<ImportLines>().DecideAsync(import.Actor, import.Id, 1, new(ImportDecision.Another), Cancel));
        Assert.Equal(1, (await import.ApplyAsync()).Created);
        Assert.NotEqual(known.Id, (await db.Accounts.SingleAsync(a => a.ExternalId == "H1", Cancel)).Id);
    }

    [Fact]
    public async Task An_address_that_an_operator_or_the_person_gave_stays_and_the_moment_is_known()
    {
        var school = await People.SchoolAsync();
        var corrected = await People.AccountAsync("Vert", "Ana", [school], a => (a.ExternalId, a.Email, a.Mobile) = ("V1", "old@example.org", "+33639980001"));
        await using (var db = database.Open())
            await db.Accounts.Where(a => a.Id == corrected.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Email, "right@example.org").SetProperty(a => a.EmailSource, ContactSource.Operator), Cancel);
        var token = await People.TokenAsync(corrected.Id, TokenOrigin.Operator, TokenCarrier.Sms, "+33639980001");
        var import = await (await Importing.AtAsync(database, school)).WithAsync((Profile.Student, "Id;Nom;Prénom;Date de naissance;Courriel;Portable\nV1;Vert;Ana;01/01/2013;wrong@example.org;0639980002\n"));
        await import.PreviewAsync();
        var line = Assert.Single(await import.LinesAsync());
        Assert.Equal([ImportReason.EmailKept], line.Reasons);
        await import.ApplyAsync();

        var account = await People.ReadAsync(corrected.Id);
        Assert.Equal(("right@example.org", ContactSource.Operator), (account.Email, account.EmailSource));
        Assert.NotNull(account.EmailSetAt);
        Assert.Equal("+33639980002", account.Mobile);
        await using var after = database.Open();
        // What was sent to the number that is gone opens nothing any more.
        Assert.Equal(TokenEnd.ContactChanged, (await after.ResetTokens.SingleAsync(t => t.Id == token, Cancel)).EndedWhy);
    }

    [Fact]
    public async Task An_id_of_another_school_and_an_account_of_a_colleague_are_refused_without_a_word_about_them()
    {
        var (school, elsewhere) = (await People.SchoolAsync(), await People.SchoolAsync());
        await People.AccountAsync("Secret", "Élève", [elsewhere], a => a.ExternalId = "X1");
        var colleague = await People.AccountAsync("Chef", "Ada", [school], a => (a.ExternalId, a.Profile) = ("X2", Profile.Personnel));
        await People.GrantAsync(colleague.Id, Function.LocalAdmin, school.Id);
        await People.AccountAsync("Prof", "Ida", [school], a => (a.ExternalId, a.Profile) = ("X3", Profile.Teacher));
        var import = await (await Importing.AtAsync(database, school)).WithAsync((Profile.Personnel, $"""
            Id;Nom;Prénom;Courriel;UAI
            X1;Autre;Nom;;
            X2;Chef;Adeline;;
            X3;Prof;Ida;;
            X4;Ailleurs;Ida;;{elsewhere.Uai}
            X5;Nulle;Ida;;9999999Z
            """));
        await import.PreviewAsync();
        Assert.Equal(
            [(2, [ImportReason.IdInUse]), (3, [ImportReason.NotAllowed]), (4, [ImportReason.IdsDisagree]), (5, [ImportReason.SchoolUnknown]), (6, [ImportReason.SchoolUnknown])],
            await import.RejectedAsync());
        Assert.Null((await import.LinesAsync())[0].AccountId);
    }

    [Fact]
    public async Task Parents_are_tied_to_their_children_whatever_the_order_of_the_files()
    {
        var school = await People.SchoolAsync();
        var known = await People.AccountAsync("Dubois", "Luc", [school], a => (a.ExternalId, a.BirthDate) = ("P0", new(2012, 1, 1)));
        var import = await (await Importing.AtAsync(database, school)).WithAsync(
            (Profile.Relative, """
                Id;Nom;Prénom;Id enfant 1;Id enfant 2;Nom enfant;Prénom enfant
                R1;Dubois;Marie;P0;P1;;
                R2;Dubois;Paul;;;Dubois;Léa
                R3;Inconnu;Jean;P9;;;
                R2;Dubois;Paul;P0;;;
                """),
            (Profile.Student, "Id;Nom;Prénom;Date de naissance;Classe\nP0;Dubois;Luc;01/01/2012;\nP1;Dubois;Léa;01/01/2014;6e A\n"));
        var counts = await import.PreviewAsync();
        Assert.Equal((3, 1, 1, 1), (counts.ToCreate, counts.ToChange, counts.Unchanged, counts.Rejected));
        Assert.Equal([(4, [ImportReason.ChildUnknown])], await import.RejectedAsync());
        await import.ApplyAsync();

        await using var db = database.Open();
        var child = await db.Accounts.SingleAsync(a => a.ExternalId == "P1", Cancel);
        var (mother, father) = (await db.Accounts.SingleAsync(a => a.ExternalId == "R1", Cancel), await db.Accounts.SingleAsync(a => a.ExternalId == "R2", Cancel));
        Assert.Equal(new HashSet<(Guid, Guid)> { (mother.Id, known.Id), (mother.Id, child.Id), (father.Id, child.Id), (father.Id, known.Id) },
            (await db.Relations.Where(r => r.ChildId == child.Id || r.ChildId == known.Id).ToListAsync(Cancel)).Select(r => (r.ParentId, r.ChildId)).ToHashSet());
        Assert.Equal(2, await db.Memberships.CountAsync(m => m.SchoolId == school.Id && (m.AccountId == mother.Id || m.AccountId == father.Id), Cancel));
        Assert.Equal(2, await db.AuditEntries.CountAsync(e => e.AccountId == mother.Id || e.AccountId == father.Id, Cancel));
    }

    /// <summary>« The same file twice changes nothing », also of lines that were left out the first time.</summary>
    [Fact]
    public async Task Who_was_left_out_as_the_same_person_is_left_out_again_with_the_parent_who_has_no_other_child()
    {
        var import = await Importing.AtAsync(database);
        ImportCounts[] counts = new ImportCounts[2];
        for (var run = 0; run < 2; run++)
        {
            await import.WithAsync(
                (Profile.Student, "Id;Nom;Prénom;Date de naissance;Classe\nHE1;Henry;Ana;01/01/2012;6e A\nHE2;Henry;Ana;01/01/2012;6e B\n"),
                (Profile.Relative, "Id;Nom;Prénom;Id enfant 1\nRH7;Henry;Marie;HE1\nRH8;Henry;Paul;HE2\nRH9;Henry;Luce;HE2\nRH9;Henry;Luce;HE1\n"));
            counts[run] = await import.PreviewAsync();
            Assert.Equal([(3, [ImportReason.PersonTwice]), (3, [ImportReason.ChildUnknown]), (4, [ImportReason.ChildUnknown])], await import.RejectedAsync());
            if (run == 0) Assert.Equal(3, (await import.ApplyAsync()).Created);
        }

        Assert.Equal((3, 0, 0, 3), (counts[0].ToCreate, counts[0].ToChange, counts[0].Unchanged, counts[0].Rejected));
        Assert.Equal((0, 0, 3, 3), (counts[1].ToCreate, counts[1].ToChange, counts[1].Unchanged, counts[1].Rejected));
        Assert.Equal(2, await database.CountAsync("SELECT 1 FROM relations r JOIN accounts p ON p.id = r.parent_id JOIN accounts c ON c.id = r.child_id WHERE p.external_id IN ('RH7', 'RH9') AND c.external_id = 'HE1'"));
    }

    [Fact]
    public async Task One_id_on_two_lines_that_may_be_somebody_known_is_believed_of_neither()
    {
        var school = await People.SchoolAsync();
        await People.AccountAsync("Blanc", "Ève", [school], a => a.ExternalId = "OLD7");
        var import = await (await Importing.AtAsync(database, school)).WithAsync(
            (Profile.Student, "Id;Nom;Prénom;Date de naissance;Classe\nE7;Blanc;Ève;05/05/2013;6e A\nE7;Blanc;Ève;05/05/2013;6e B\n"));
        await import.PreviewAsync();
        Assert.Equal([(2, [ImportReason.IdTwice]), (3, [ImportReason.IdTwice])], await import.RejectedAsync());
    }

    [Fact]
    public async Task Without_ids_the_same_file_again_finds_the_same_people()
    {
        var import = await (await Importing.AtAsync(database)).WithAsync((Profile.Teacher, "Nom;Prénom\nDupont;Anne\nDurand;Luc\n"));
        await import.PreviewAsync();
        await import.ApplyAsync();
        await using var db = database.Open();
        var school = (await import.ViewAsync()).School!.Id;
        Assert.All(await db.Accounts.Where(a => a.Memberships.Any(m => m.SchoolId == school) && a.Profile == Profile.Teacher).Select(a => a.ExternalId!).ToListAsync(Cancel), id => Assert.Matches("^[0-9a-f]{40}$", id));
        await import.WithAsync((Profile.Teacher, "prenom,NOM\nANNE,DUPONT\nLuc,Durand\n"));
        var counts = await import.PreviewAsync();
        Assert.Equal((0, 1, 1), (counts.ToCreate, counts.ToChange, counts.Unchanged));
    }
}
