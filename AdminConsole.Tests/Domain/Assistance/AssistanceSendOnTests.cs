using AdminConsole.Domain.Model;
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
