using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>Whom a request may be about, why, and what is tied to it.</summary>
public sealed class AssistanceMatchingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly AssistanceMatching matching = database.Get<AssistanceMatching>();
    private readonly StoredRequests requests = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Le Goff", "Maï", NameLikeness.Same)]
    [InlineData("LEGOFF", "mai", NameLikeness.Same)]
    [InlineData("Maï", "Le Goff", NameLikeness.Swapped)]
    [InlineData("Le Gof", "Maï", NameLikeness.NearSpelling)]
    [InlineData("Goffe-Petit", "Mai", NameLikeness.NearSpelling)]
    [InlineData("Le Goff", "Solenne", NameLikeness.FamilyNameOnly)]
    public async Task A_parent_is_found_however_the_names_were_written(string family, string given, NameLikeness likeness)
    {
        var (agent, school) = await SetAsync();
        var parent = await ParentAsync(school);
        var request = await requests.StoredAsync(school, r => (r.FamilyName, r.GivenName, r.Email) = (family, given, null));

        var found = Assert.Single((await matching.FindAsync(agent, request.Id, Cancel)).Parents);

        Assert.Equal((parent.Id, likeness), (found.Id, found.Names));
    }

    [Fact]
    public async Task What_sounds_the_same_is_near()
    {
        var (agent, school) = await SetAsync();
        await database.People.AccountAsync("Philippot", "Quentin", [school]);
        var request = await requests.StoredAsync(school, r => (r.ChildFamilyName, r.ChildGivenName) = ("Filipeau", "Kentin"));

        Assert.Equal(NameLikeness.NearSpelling, Assert.Single((await matching.FindAsync(agent, request.Id, Cancel)).Children).Names);
    }

    [Fact]
    public async Task Parent_and_child_who_belong_together_come_first_and_say_why()
    {
        var (agent, school) = await SetAsync();
        var stranger = await ParentAsync(school, a => a.Email = "autre@example.org");
        var mother = await ParentAsync(school, a => (a.Email, a.Mobile) = ("MAI.legoff@example.org", "+33639980001"));
        var child = await database.People.AccountAsync("Le Goff", "Zoé", [school], className: "6EME b");
        var namesake = await database.People.AccountAsync("Le Goff", "Zoé", [school], className: "3e A");
        var father = await database.People.AccountAsync("Petit", "Yann", [school], a => a.Profile = Profile.Relative);
        await RelateAsync(mother, child);
        await RelateAsync(father, child);
        var request = await requests.StoredAsync(school, r => r.Mobile = "+33639980002");

        var found = await matching.FindAsync(agent, request.Id, Cancel);

        Assert.Equal([mother.Id, father.Id, stranger.Id], found.Parents.Select(p => p.Id));
        Assert.Equal([child.Id, namesake.Id], found.Children.Select(p => p.Id));
        var first = found.Parents[0];
        Assert.Equal(["Zoé Le Goff"], first.Family);
        Assert.Equal((ContactLikeness.Same, ContactLikeness.Differs, NameLikeness.None), (first.EmailLikeness, first.MobileLikeness, found.Parents[1].Names));
        Assert.Equal((true, false), (found.Children[0].SameClass, found.Children[1].SameClass));
        // Whose it is is not known yet: no address or number in full.
        Assert.All(found.Parents, p => Assert.DoesNotContain("legoff@", $"{p.Email}{p.Mobile}", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nobody_of_another_school_is_found_nor_by_somebody_of_another()
    {
        var (agent, school) = await SetAsync();
        var elsewhere = await database.People.SchoolAsync();
        await ParentAsync(elsewhere);
        await database.People.AccountAsync("Le Goff", "Maï", [school], a => a.Profile = Profile.Teacher);
        var request = await requests.StoredAsync(school);

        var found = await matching.FindAsync(agent, request.Id, Cancel);
        Assert.Empty(found.Parents);
        Assert.Empty(found.Children);
        await ParentAsync(school);
        Assert.Same(Candidates.None, await matching.FindAsync(await database.People.OperatorAsync(Function.LocalAdmin, [elsewhere]), request.Id, Cancel));
        Assert.Same(Candidates.None, await matching.FindAsync(default, request.Id, Cancel));
    }

    [Fact]
    public async Task A_reset_sent_beside_the_request_is_tied_to_it_once_and_its_state_is_seen()
    {
        var (agent, school) = await SetAsync();
        var parent = await ParentAsync(school, a => a.Email = "mai@example.org");
        var request = await requests.StoredAsync(school);
        var sent = await database.Get<PasswordReset>().SendAsync(agent, parent.Id, new(Guid.NewGuid(), parent.Version, Channel.Mail, "mai@example.org", null), Cancel);
        Assert.Equal(ResetOutcome.Sent, sent.Outcome);

        var resets = database.Get<AssistanceResets>();
        await Task.WhenAll(resets.TieAsync(agent, request.Id, parent.Id, Cancel), resets.TieAsync(agent, request.Id, parent.Id, Cancel));

        var seen = (await database.Get<AssistanceReader>().ReadAsync(agent, request.Id, Cancel))!;
        var line = Assert.Single(seen.Course, l => l.Kind is AssistanceEntryKind.ResetSent);
        Assert.Equal((MessageState.Queued, "mai@example.org", parent.Id), (line.Message!.State, line.Message.Recipient, line.About));
        Assert.NotNull(line.Message.LinkExpiresAt);
        Assert.True(seen.Standing.Mine);
        Assert.NotNull((await requests.ReadAsync(request.Id)).AnsweredAt);
        var other = await database.People.OperatorAsync(Function.Support, [school]);
        Assert.Equal(RequestAnswer.Held, await resets.TieAsync(other, request.Id, parent.Id, Cancel));
    }

    [Fact]
    public async Task A_reset_that_was_sent_to_somebody_elsewhere_is_told_without_his_contact()
    {
        var (agent, school) = await SetAsync();
        var elsewhere = await database.People.SchoolAsync();
        var both = await database.People.OperatorAsync(Function.LocalAdmin, [school, elsewhere]);
        var stranger = await ParentAsync(elsewhere, a => a.Email = "ailleurs@example.org");
        var request = await requests.StoredAsync(school);
        Assert.Equal(ResetOutcome.Sent, (await database.Get<PasswordReset>().SendAsync(both, stranger.Id, new(Guid.NewGuid(), stranger.Version, Channel.Mail, stranger.Email, null), Cancel)).Outcome);
        Assert.Equal(RequestAnswer.Allowed, await database.Get<AssistanceResets>().TieAsync(both, request.Id, stranger.Id, Cancel));

        var reader = database.Get<AssistanceReader>();
        Assert.Equal("ailleurs@example.org", Assert.Single((await reader.ReadAsync(both, request.Id, Cancel))!.Course, l => l.Kind is AssistanceEntryKind.ResetSent).Message!.Recipient);
        var line = Assert.Single((await reader.ReadAsync(agent, request.Id, Cancel))!.Course, l => l.Kind is AssistanceEntryKind.ResetSent);
        Assert.Equal((null, null), (line.Message, line.About));
    }

    private async Task<(Actor Agent, School School)> SetAsync()
    {
        var school = await database.People.SchoolAsync();
        return (await database.People.OperatorAsync(Function.Support, [school]), school);
    }

    private Task<Account> ParentAsync(School school, Action<Account>? change = null) => database.People.AccountAsync("Le Goff", "Maï", [school], a =>
    {
        a.Profile = Profile.Relative;
        change?.Invoke(a);
    });

    private async Task RelateAsync(Account parent, Account child)
    {
        await using var db = database.Open();
        db.Relations.Add(new() { ParentId = parent.Id, ChildId = child.Id });
        await db.SaveChangesAsync(Cancel);
    }
}
