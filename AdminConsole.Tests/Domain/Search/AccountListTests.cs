using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Search;

public sealed class AccountListTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly People people = database.People;
    private readonly AccountList list = database.Get<AccountList>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_in_scope_is_listed_once_by_NOM_and_Prenom_page_after_page()
    {
        var (mine, also, other) = (await people.SchoolAsync(), await people.SchoolAsync(), await people.SchoolAsync());
        var agent = await people.OperatorAsync(Function.Support, [mine, also]);
        for (var i = 0; i < 120; i++) await people.AccountAsync($"Nom{i % 7}", $"P{i:D3}", i % 3 == 0 ? [mine, also] : i % 3 == 1 ? [mine] : [also]);
        await people.AccountAsync("Ailleurs", "Lou", [other]);

        var seen = new List<AccountHit>();
        var pages = 0;
        string? after = null;
        do
        {
            var page = await list.ReadAsync(agent, new AccountFilter(), AccountOrder.Name, after, null, Cancel);
            seen.AddRange(page.Rows);
            after = page.Next;
            pages++;
        } while (after is not null);

        Assert.Equal(3, pages);
        Assert.Equal(121, seen.Select(h => h.Id).Distinct().Count());
        Assert.Equal(seen.OrderBy(h => h.FamilyName, StringComparer.OrdinalIgnoreCase).ThenBy(h => h.GivenName, StringComparer.OrdinalIgnoreCase).Select(h => h.Id), seen.Select(h => h.Id));
        Assert.DoesNotContain(seen, h => h.FamilyName == "Ailleurs");
    }

    [Fact]
    public async Task Text_school_class_and_profile_narrow_it()
    {
        var (mine, also, other) = (await people.SchoolAsync("Collège A"), await people.SchoolAsync("Collège B"), await people.SchoolAsync());
        var agent = await people.OperatorAsync(Function.LocalAdmin, [mine, also]);
        var central = await people.OperatorAsync(Function.CentralAdmin, []);
        var pupil = await people.AccountAsync("Filtré", "Anne-Lou", [mine], a => a.Alias = $"x{Guid.CreateVersion7():N}", "6e B");
        var parent = await people.AccountAsync("Filtré", "Bob", [mine, also], a => (a.Profile, a.Mobile) = (Profile.Relative, "+33611111111"));
        await people.AccountAsync("Filtré", "Zoé", [other], className: "6e B");

        Assert.Equal([pupil.Id, parent.Id], await IdsAsync(agent, new("filtr")));
        Assert.Equal([parent.Id], await IdsAsync(agent, new("bob filtre")));
        Assert.Equal([parent.Id], await IdsAsync(agent, new("06 11 11")));
        Assert.Equal([pupil.Id], await IdsAsync(agent, new(pupil.Alias)));
        Assert.Equal([pupil.Id], await IdsAsync(agent, new("filtr", mine.Id, "6e B")));
        Assert.Equal([pupil.Id], await IdsAsync(agent, new(null, mine.Id, "6e B")));
        Assert.Equal([parent.Id], await IdsAsync(agent, new("filtre", Profile: Profile.Relative)));
        Assert.Equal([parent.Id], await IdsAsync(agent, new("filtre", also.Id)));
        Assert.Equal([parent.Id], await IdsAsync(central, new("filtre", also.Id)));
        Assert.Equal(3, (await IdsAsync(central, new("filtre"))).Length);
        Assert.Equal("Collège B", (await list.ReadAsync(agent, new("filtre", also.Id), AccountOrder.Name, null, null, Cancel)).Rows[0].School);
    }

    [Fact]
    public async Task Nobody_is_counted_beyond_ten_thousand()
    {
        var school = await people.SchoolAsync();
        var agent = await people.OperatorAsync(Function.CentralAdmin, []);
        var first = await people.AccountAsync("Nombreux", "Ana", [school]);
        await AddAsync(AccountList.MostCounted - 1);
        Assert.Equal(AccountList.MostCounted, await list.CountAsync(agent, new(SchoolId: school.Id), Cancel));
        await AddAsync(1);
        Assert.Equal(AccountList.MostCounted + 1, await list.CountAsync(agent, new(SchoolId: school.Id), Cancel));
        await AddAsync(1);
        Assert.Equal(AccountList.MostCounted + 1, await list.CountAsync(agent, new(SchoolId: school.Id), Cancel));

        Task AddAsync(int more) => database.ExecuteAsOwnerAsync($"""
            CREATE TEMP TABLE more AS SELECT gen_random_uuid() AS id FROM generate_series(1, {more});
            INSERT INTO accounts SELECT (jsonb_populate_record(a, jsonb_build_object('id', more.id, 'login', 'n' || more.id))).* FROM accounts a, more WHERE a.id = '{first.Id}';
            INSERT INTO memberships SELECT (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'account_id', more.id))).* FROM memberships m, more WHERE m.account_id = '{first.Id}';
            DROP TABLE more
            """);
    }

    [Fact]
    public async Task A_school_out_of_scope_lists_nobody_and_offers_nothing()
    {
        var (mine, other) = (await people.SchoolAsync(), await people.SchoolAsync());
        var agent = await people.OperatorAsync(Function.Support, [mine]);
        await people.AccountAsync("Ailleurs", "Lou", [other], className: "6e B");
        await people.AccountAsync("Ici", "Lou", [mine], className: "5e A");

        Assert.Equal(AccountPage.Empty, await list.ReadAsync(agent, new(SchoolId: other.Id), AccountOrder.Name, null, null, Cancel));
        Assert.Equal(AccountPage.Empty, await list.ReadAsync(agent, new(SchoolId: Guid.NewGuid()), AccountOrder.Name, null, null, Cancel));
        Assert.Empty(await list.ClassesAsync(agent, other.Id, Cancel));
        Assert.Equal(["5e A"], await list.ClassesAsync(agent, mine.Id, Cancel));
        Assert.Equal([mine.Id], (await list.SchoolsAsync(agent, Cancel)).Select(s => s.Id));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("🙂")]
    [InlineData("\0")]
    public async Task A_text_without_letter_or_digit_lists_nobody(string text) =>
        Assert.Equal(AccountPage.Empty, await list.ReadAsync(await people.OperatorAsync(Function.CentralAdmin, []), new(text), AccountOrder.Name, null, null, Cancel));

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("bm9uc2Vuc2U")]
    [InlineData("AA")]
    public async Task A_page_mark_that_was_never_given_is_the_first_page(string after)
    {
        var school = await people.SchoolAsync();
        var agent = await people.OperatorAsync(Function.Support, [school]);

        Assert.Single((await list.ReadAsync(agent, new(), AccountOrder.Name, after, null, Cancel)).Rows);
        Assert.Empty((await list.ReadAsync(agent, new(ClassName: "6e\0"), AccountOrder.Name, after, null, Cancel)).Rows);
    }

    private async Task<Guid[]> IdsAsync(Actor actor, AccountFilter filter) => [.. (await list.ReadAsync(actor, filter, AccountOrder.Name, null, null, Cancel)).Rows.Select(h => h.Id)];
}
