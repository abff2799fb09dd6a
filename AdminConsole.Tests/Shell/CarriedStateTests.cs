using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AdminConsole.Shell;

/// <summary>
/// What a page was drawn from goes back to the server in one message. When the hub takes no message of that size the page is dead: it never
/// answers a click, and loads itself again and again. So the fullest page there can be is measured against it.
/// </summary>
public sealed partial class CarriedStateTests(ConsoleApp app) : IClassFixture<ConsoleApp>
{
    // Six bytes in JSON, as every letter with an accent.
    private static readonly string Name = new('é', Account.NameLength);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_list_of_long_names_and_recent_fiches_is_let_into_its_circuit()
    {
        var school = await app.People.SchoolAsync(new('é', 200), new('é', 100));
        var agent = await app.People.OperatorAsync(Function.LocalAdmin, [school]);
        await using var db = app.Database.Open();
        for (var i = 0; i < 60; i++)
        {
            var pupil = await app.People.AccountAsync(Name, Name, [school], a => (a.Login, a.UsageName, a.Email) = ($"carried{i}", Name, $"{new string('e', 200)}{i}@example.org"), new('é', 50));
            if (i < 8) db.RecentFiches.Add(new() { OperatorId = agent.AccountId, AccountId = pupil.Id });
        }
        await db.SaveChangesAsync(Cancel);

        await AssertLetInAsync(agent, Urls.Accounts, "carried");
    }

    [Fact]
    public async Task A_full_queue_of_what_anybody_may_type_is_let_into_its_circuit()
    {
        var school = await app.People.SchoolAsync();
        var agent = await app.People.OperatorAsync(Function.Support, [school]);
        for (var i = 0; i < 55; i++) await new StoredRequests(app.Database).StoredAsync(school, Longest);

        await AssertLetInAsync(agent, Urls.Requests, Name);
    }

    [Fact]
    public async Task A_request_about_which_a_lot_was_written_is_let_into_its_circuit()
    {
        var school = await app.People.SchoolAsync();
        var agent = await app.People.OperatorAsync(Function.LocalAdmin, [school]);
        var parent = await app.People.AccountAsync("Le Goff", "Maï", [school], a => a.Profile = Profile.Relative);
        var request = await new StoredRequests(app.Database).StoredAsync(school);
        await using var db = app.Database.Open();
        for (var i = 0; i < 220; i++)
        {
            db.AssistanceEntries.Add(new()
            {
                Id = Guid.CreateVersion7(), RequestId = request.Id, Kind = i % 2 == 0 ? AssistanceEntryKind.ParentWord : AssistanceEntryKind.InternalNote,
                AuthorId = i % 2 == 0 ? null : agent.AccountId, Text = new('é', AssistanceEntry.TextLength),
            });
        }
        await db.SaveChangesAsync(Cancel);

        await AssertLetInAsync(agent, Urls.RequestBeside(request.Id, parent.Id), "LE GOFF");
    }

    private static void Longest(AssistanceRequest request)
    {
        (request.FamilyName, request.GivenName, request.ChildFamilyName, request.ChildGivenName) = (Name, Name, Name, Name);
        request.ChildClass = new('é', AssistanceRequest.ClassLength);
    }

    private async Task AssertLetInAsync(Actor actor, string path, string shown)
    {
        using var client = new FormClient(app.Address);
        var (name, value) = app.CookieOf(actor);
        client.Cookies[name] = value;
        using var page = await client.GetAsync(path);
        var html = await page.Content.ReadAsStringAsync(Cancel);
        Assert.Contains(shown, html, StringComparison.Ordinal);
        var carried = Carried().Matches(html);
        Assert.Contains(carried, part => part.Value.StartsWith("<!--Blazor-Server-Component-State:", StringComparison.Ordinal));
        Assert.InRange(carried.Sum(part => part.Length), 1, LargestMessage());
    }

    /// <summary>What Blazor's own hub takes; the hub is not public.</summary>
    private long LargestMessage()
    {
        var hub = typeof(CircuitOptions).Assembly.GetType("Microsoft.AspNetCore.Components.Server.ComponentHub", throwOnError: true)!;
        var options = app.Services.GetRequiredService(typeof(IOptions<>).MakeGenericType(typeof(HubOptions<>).MakeGenericType(hub)));
        return ((IOptions<HubOptions>)options).Value.MaximumReceiveMessageSize!.Value;
    }

    [GeneratedRegex("<!--Blazor.*?-->", RegexOptions.Singleline)]
    private static partial Regex Carried();
}
