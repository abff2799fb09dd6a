using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>« Transmettre à l'établissement »: what is in the request, and who may open one.</summary>
public sealed class AssistanceSendOnTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly AssistanceSendOn sendOn = database.Get<AssistanceSendOn>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_parent_comes_with_the_child_and_a_pupil_with_the_responsable_each_as_on_record_and_once()
    {
        var school = await database.People.SchoolAsync();
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        var mother = await database.People.AccountAsync("Kerbrat", "Ana", [school], a => (a.Profile, a.Email) = (Profile.Relative, "ana@example.org"));
        var child = await database.People.AccountAsync("Kerbrat", "Lou", [school], className: "5e A");
        await using var db = database.Open();
        db.Relations.Add(new() { ParentId = mother.Id, ChildId = child.Id });
        await db.SaveChangesAsync(Cancel);
        var key = Guid.NewGuid();

        Assert.Equal(SendOnOutcome.TextRefused, await sendOn.OpenAsync(agent, mother.Id, key, AssistanceReason.Other, " ", Cancel));
        Assert.Equal(SendOnOutcome.Done, await sendOn.OpenAsync(agent, mother.Id, key, AssistanceReason.Other, "Alias à poser.", Cancel));
        Assert.Equal(SendOnOutcome.Done, await sendOn.OpenAsync(agent, mother.Id, key, AssistanceReason.Other, "Alias à poser.", Cancel));
        Assert.Equal(SendOnOutcome.Done, await sendOn.OpenAsync(agent, child.Id, Guid.NewGuid(), AssistanceReason.LostPassword, "Mot de passe provisoire.", Cancel));

        var stored = await db.AssistanceRequests.Where(r => r.SchoolId == school.Id).OrderBy(r => r.Number).ToListAsync(Cancel);
        Assert.Equal([mother.Id, child.Id], stored.Select(r => r.AboutAccountId!.Value));
        Assert.All(stored, r => Assert.Equal(
            ("Kerbrat", "Ana", "ana@example.org", "Lou", "5e A", agent.AccountId, AssistanceOrigin.Console), (r.FamilyName, r.GivenName, r.Email, r.ChildGivenName, r.ChildClass, r.SentOnBy, r.Origin)));
        Assert.Equal(stored[1].Id, await sendOn.OpenOneAsync(agent, child.Id, Cancel));
        Assert.Equal(2, await db.AuditEntries.CountAsync(e => e.Action == AuditAction.AssistanceSentOn && e.ActorId == agent.AccountId && e.Outcome == AuditOutcome.Done, Cancel));
    }

    [Fact]
    public async Task Only_family_of_that_school_is_named_in_its_queue()
    {
        var (school, elsewhere) = (await database.People.SchoolAsync(), await database.People.SchoolAsync());
        var agent = await database.People.OperatorAsync(Function.Support, [school, elsewhere]);
        var mother = await database.People.AccountAsync("Kerbrat", "Ana", [school, elsewhere], a => a.Profile = Profile.Relative);
        var (here, there) = (await database.People.AccountAsync("Kerbrat", "Zoé", [school]), await database.People.AccountAsync("Kerbrat", "Abel", [elsewhere]));
        await using var db = database.Open();
        db.Relations.AddRange(new Relation { ParentId = mother.Id, ChildId = here.Id }, new Relation { ParentId = mother.Id, ChildId = there.Id });
        await db.SaveChangesAsync(Cancel);

        Assert.Equal(SendOnOutcome.Done, await sendOn.OpenAsync(agent, mother.Id, Guid.NewGuid(), AssistanceReason.Other, "Alias à poser.", Cancel));

        var stored = await db.AssistanceRequests.SingleAsync(r => r.AboutAccountId == mother.Id, Cancel);
        Assert.Equal(stored.SchoolId == school.Id ? "Zoé" : "Abel", stored.ChildGivenName);
    }

    [Fact]
    public async Task The_follow_up_link_in_an_answer_shows_neither_what_the_agent_wrote_to_the_school_nor_what_is_on_record()
    {
        var school = await database.People.SchoolAsync();
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        var mother = await database.People.AccountAsync("Kerbrat", "Ana", [school], a => (a.Profile, a.Email, a.Mobile) = (Profile.Relative, "ana.k@example.org", "+33639981234"));
        await sendOn.OpenAsync(agent, mother.Id, Guid.NewGuid(), AssistanceReason.Other, "Voix douteuse : vérifiez.", Cancel);
        await using var db = database.Open();
        var stored = await db.AssistanceRequests.SingleAsync(r => r.AboutAccountId == mother.Id, Cancel);

        var seen = (await database.Get<AssistanceFollowUp>().ReadAsync(database.Get<AssistanceReferences>().Open(stored), Cancel))!;

        Assert.Equal((stored.Number, "Ana", null, null, null), (seen.Number, seen.GivenName, seen.Message, seen.Email, seen.Mobile));
    }

    [Fact]
    public async Task Out_of_scope_is_not_found_and_leaves_a_refusal()
    {
        var (school, elsewhere) = (await database.People.SchoolAsync(), await database.People.SchoolAsync());
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        var stranger = await database.People.AccountAsync("Kerbrat", "Ana", [elsewhere]);

        Assert.Equal(SendOnOutcome.NotFound, await sendOn.OpenAsync(agent, stranger.Id, Guid.NewGuid(), AssistanceReason.Other, "x", Cancel));
        Assert.Equal(SendOnOutcome.SignedOut, await sendOn.OpenAsync(default, stranger.Id, Guid.NewGuid(), AssistanceReason.Other, "x", Cancel));
        Assert.Null(await sendOn.OpenOneAsync(agent, stranger.Id, Cancel));
        await using var db = database.Open();
        Assert.Equal(2, await db.AuditEntries.CountAsync(e => e.AccountId == stranger.Id && e.Outcome == AuditOutcome.Refused, Cancel));
    }
}
