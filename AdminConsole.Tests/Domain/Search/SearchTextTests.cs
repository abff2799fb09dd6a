using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Search;

/// <summary>Whatever is typed or pasted: an answer, never an error.</summary>
public sealed class SearchTextTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Nothing => ["", " ", "%", "_", "'", "%%%", "___", "''';--", "\\", "\u0301", "\u0301\u0301\u0301", "🙂", "🙂🙂🙂", "\0", "\0\0\0", "-", "@@@", "+", "\ud83d", "\udc00\udc00", "\u200b\u200e", "…«»"];

    public static TheoryData<string> Odd =>
    [
        "dup%", "dup_", "du'pont", "dup\0ont", "dup\ud83dont", "a\u0301\u0302\u0303", "%dup%", "' OR 1=1 --", "\\dup\\", "$1", "dup🙂", "🙂dup", "\u202edup",
        "ﬁn", "ǅ", "١٢٣", "李", "İ", "ẞ", "\uffff", "\U0010ffff dup", "+33'", "0x41", "4e2f3c25-28f1-46f1-9c30-27631905f037-0", "{4e2}", "--------", "a-b-c-d",
        "a b c d e f g h i j k l m n o p", "+0000000000000000000000", "NaN", "é\u0301é", "ŒŒŒ", "dupont\r\nmartin", "\tdup",
    ];

    [Theory, MemberData(nameof(Nothing))]
    public async Task A_query_without_letter_or_digit_finds_nothing(string typed) =>
        Assert.Equal(SearchResult.Nothing, await database.Get<AccountSearch>().FindAsync(await CentralAsync(), typed, Cancel));

    [Theory, MemberData(nameof(Odd))]
    public async Task Odd_characters_are_no_error(string typed) =>
        Assert.NotNull(await database.Get<AccountSearch>().FindAsync(await CentralAsync(), typed, Cancel));

    [Fact]
    public async Task Wildcards_are_not_wildcards()
    {
        var central = await CentralAsync();
        await database.People.AccountAsync("Joker", "Lou", [await database.People.SchoolAsync()]);

        Assert.Empty((await database.Get<AccountSearch>().FindAsync(central, "j%r@", Cancel)).Hits);
        Assert.Single((await database.Get<AccountSearch>().FindAsync(central, "joker%", Cancel)).Hits);
    }

    [Theory]
    [InlineData('a')]
    [InlineData('0')]
    [InlineData('é')]
    [InlineData('%')]
    [InlineData('\0')]
    public async Task A_megabyte_is_no_error(char c)
    {
        var central = await CentralAsync();

        Assert.Empty((await database.Get<AccountSearch>().FindAsync(central, new string(c, 1 << 20), Cancel)).Hits);
        Assert.NotNull(await database.Get<AccountSearch>().FindAsync(central, string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{c}{i} ")), Cancel));
    }

    [Fact]
    public async Task The_longest_names_can_be_stored_and_found()
    {
        var central = await CentralAsync();
        var school = await database.People.SchoolAsync();
        foreach (var c in (string[])["W", "Ж", "李", "𝒳"])
        {
            var name = string.Concat(Enumerable.Repeat(c, 190 / c.Length)) + " b";
            await database.People.AccountAsync(name, name, [school], a => a.Login = Guid.CreateVersion7().ToString("N"));
            Assert.Single((await database.Get<AccountSearch>().FindAsync(central, name[..20], Cancel)).Hits);
        }
    }

    [Theory]
    [InlineData("06 12 34", "+3361234")]
    [InlineData("061", "+3361")]
    [InlineData("+33 6-12", "+33612")]
    [InlineData("0033612", "+33612")]
    [InlineData("33612", "+33612")]
    [InlineData("0692", "+33692 +262692")]
    [InlineData("06 9", "+3369 +262692 +262693 +590690 +590691 +594694 +596696 +596697")]
    [InlineData("dupont", "")]
    [InlineData("06a", "")]
    public void A_number_is_read_as_people_write_it(string typed, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), SearchText.Read(typed).Phones);

    [Fact]
    public void A_word_that_another_begins_with_asks_for_nothing_more() =>
        Assert.Equal(["martin", "le"], SearchText.Read("mar martin le l le").Words);

    private async Task<Actor> CentralAsync() => await database.People.OperatorAsync(Function.CentralAdmin, []);
}
