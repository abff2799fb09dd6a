using System.Globalization;
using System.Text;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Schools;

/// <summary>What is shown of schools, how much of it, and to whatever is typed or sent.</summary>
public sealed class SchoolListTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly SchoolFinder finder = database.Get<SchoolFinder>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_closed_school_is_nowhere_and_one_that_will_close_still_is()
    {
        var closed = await SchoolAsync("Collège Fermé-Ici", s => s.ClosedOn = new(2020, 9, 1));
        var closing = await SchoolAsync("Collège Fermé-Bientôt", s => s.ClosedOn = new(2999, 9, 1));

        Assert.Equal([closing.Uai], (await finder.FindAsync("fermé", Cancel)).Hits.Select(h => h.Uai));
        Assert.Equal([closing.Uai], (await finder.ListAsync("fermé", 1, Cancel)).Hits.Select(h => h.Uai));
        Assert.DoesNotContain((await finder.ListAsync(null, 1, Cancel)).Hits, h => h.Uai == closed.Uai);
        Assert.Null(await finder.ReadAsync(closed.Uai, Cancel));
        Assert.NotNull(await finder.ReadAsync(closing.Uai, Cancel));
    }

    [Fact]
    public async Task Ten_are_listed_and_there_are_more_and_the_list_has_pages()
    {
        for (var place = 0; place < 61; place++) await SchoolAsync($"Collège Nombreux-{place:00}");

        var found = await finder.FindAsync("nombreux", Cancel);
        var (first, second, beyond) = (await finder.ListAsync("nombreux", 1, Cancel), await finder.ListAsync("nombreux", 2, Cancel), await finder.ListAsync("nombreux", int.MaxValue, Cancel));

        Assert.Equal((SchoolFinder.MostHits, true), (found.Hits.Count, found.HasMore));
        Assert.Equal((SchoolFinder.PageSize, 61, 1, 2), (first.Hits.Count, first.Total, first.Page, first.Pages));
        Assert.Equal((11, 2), (second.Hits.Count, second.Page));
        Assert.Equal(second.Hits, beyond.Hits);
        Assert.Equal(first.Hits, (await finder.ListAsync("nombreux", -3, Cancel)).Hits);
        Assert.Equal("Collège Nombreux-60", second.Hits[^1].Name);
        Assert.False((await finder.FindAsync("nombreux 07", Cancel)).HasMore);
    }

    [Fact]
    public async Task The_word_that_all_share_lists_the_first_of_all()
    {
        await SchoolAsync("Collège Aaa");
        foreach (var typed in (string[])["coll", "collège", "COLLÈGES"]) Assert.NotEmpty((await finder.FindAsync(typed, Cancel)).Hits);
        Assert.Equal("Collège Aaa", Assert.Single((await finder.FindAsync("collège aaa", Cancel)).Hits).Name);
    }

    [Fact]
    public async Task Whoever_writes_a_name_it_is_found_by_the_new_one_only()
    {
        var school = await SchoolAsync("Collège Ancien-Nom");
        await using var db = database.Open();
        await db.Schools.Where(s => s.Id == school.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Name, "Collège Nouveau-Nom").SetProperty(s => s.Town, "Ailleurs"), Cancel);

        Assert.Empty((await finder.FindAsync("ancien", Cancel)).Hits);
        Assert.Equal(school.Uai, Assert.Single((await finder.FindAsync("nouveau ailleurs", Cancel)).Hits).Uai);
    }

    [Theory]
    [InlineData("'); DROP TABLE schools; --")]
    [InlineData("a' & 'b:*")]
    [InlineData("a:* | b")]
    [InlineData("%_\\")]
    [InlineData("a\0b")]
    [InlineData("\ud800")]
    [InlineData("a\udc00b ﷺ \u202e")]
    [InlineData("!(a)<->b")]
    [InlineData("Ελληνικά")]
    public async Task Any_text_is_good(string typed)
    {
        await finder.FindAsync(typed, Cancel);
        await finder.ListAsync(typed, 1, Cancel);
        await finder.ReadAsync(typed, Cancel);
    }

    [Fact]
    public async Task What_is_longer_than_any_name_is_cut()
    {
        await SchoolAsync("Collège Borne");
        Assert.Single((await finder.FindAsync("borne" + new string(' ', SchoolFinder.LongestText) + "xyz", Cancel)).Hits);
        await finder.FindAsync(string.Join(' ', Enumerable.Range(0, 100_000)), Cancel);
        await finder.FindAsync(new string('e', SchoolFinder.LongestText - 1) + "\U0001F600", Cancel);
    }

    [Fact]
    public async Task The_longest_names_can_be_stored()
    {
        await SchoolAsync(string.Concat(Enumerable.Repeat("Œ ", 100)), s => s.Town = new string('ß', 100));
        Assert.NotEmpty((await finder.FindAsync("oe oe", Cancel)).Hits);
    }

    [Theory]
    [InlineData("https://college.example.org/accueil?x=1", true)]
    [InlineData("http://college.example.org", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("//college.example.org", false)]
    [InlineData("/colleges", false)]
    [InlineData("ftp://college.example.org", false)]
    [InlineData("https://moi@college.example.org", false)]
    [InlineData("n'importe quoi", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_public_page_is_an_address_on_the_web_or_none(string? stored, bool isOne)
    {
        Assert.Equal(isOne, new SchoolHit("", "", "", stored).PublicPage is not null);
        Assert.Equal(isOne, new SchoolCard("", "", "", stored, null, null).PublicPage is not null);
    }

    [Fact]
    public async Task A_card_holds_what_the_school_publishes()
    {
        var school = await SchoolAsync("Collège Fiche", s => (s.ContactEmail, s.ContactPhone) = ("accueil@example.org", "+33199000001"));
        Assert.Equal(new SchoolCard(school.Uai, "Collège Fiche", "Melun", null, "accueil@example.org", "+33199000001"), await finder.ReadAsync(school.Uai.ToLowerInvariant(), Cancel));
    }

    [Theory]
    [InlineData("9999999Z")]
    [InlineData("0000001")]
    [InlineData("0000001AA")]
    [InlineData("000000é1")]
    [InlineData("٠٠٠٠٠٠١A")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_code_that_is_none_reads_nothing(string? uai) => Assert.Null(await finder.ReadAsync(uai, Cancel));

    // What is folded differently on both sides is never found: Latin letters, as French names and their neighbours have them.
    [Fact]
    public async Task The_database_folds_as_the_code_does()
    {
        var letters = Enumerable.Range(0x20, 0x17F - 0x20 + 1).Concat(Enumerable.Range(0x2010, 0x20)).Append(0x1E9E)
            .Select(code => $"a{(char)code}b").Where(text => Folding.Fold(text).All(char.IsAscii)).ToArray();
        await using var db = database.Open();
        var folded = await db.Database.SqlQuery<string>($"SELECT school_fold(t) AS \"Value\" FROM unnest({letters}) WITH ORDINALITY u(t, place) ORDER BY place").ToListAsync(Cancel);

        Assert.True(letters.Length > 250);
        Assert.Empty(letters.Zip(folded).Where(pair => Folding.Fold(pair.First) != pair.Second).Select(pair => $"{pair.First}: {pair.Second}"));
    }

    [Fact]
    public async Task Among_thousands_the_index_is_used()
    {
        await using var own = new NpgsqlConnection(database.OwnerConnection);
        await own.OpenAsync(Cancel);
        await using var transaction = await own.BeginTransactionAsync(Cancel);
        await using var command = new NpgsqlCommand("""
            INSERT INTO schools (id, uai, name, town) SELECT gen_random_uuid(), lpad(n::text, 7, '0') || 'Z', 'Collège ' || md5(n::text), md5('t' || n) FROM generate_series(1, 20000) n;
            SELECT gin_clean_pending_list('ix_schools_lexemes');
            ANALYZE schools;
            EXPLAIN SELECT uai FROM schools WHERE lexemes @@ '''abcd'':*'::tsquery;
            """, own, transaction);
        var plan = new StringBuilder();
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        do
        {
            while (await reader.ReadAsync(Cancel)) plan.AppendLine(CultureInfo.InvariantCulture, $"{reader.GetValue(0)}");
        }
        while (await reader.NextResultAsync(Cancel));
        Assert.Contains("ix_schools_lexemes", plan.ToString(), StringComparison.Ordinal);
    }

    private async Task<School> SchoolAsync(string name, Action<School>? change = null)
    {
        var school = await database.People.SchoolAsync(name);
        if (change is null) return school;
        await using var db = database.Open();
        change(db.Attach(school).Entity);
        await db.SaveChangesAsync(Cancel);
        return school;
    }
}
