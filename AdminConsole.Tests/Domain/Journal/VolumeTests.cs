using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.Journal;

/// <summary>What is counted of an operator, and when it is an alarm.</summary>
public sealed class VolumeTests(TestCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Too_many_views_are_one_alarm_an_hour_that_another_central_administrator_marks_as_seen()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var services = database.BuildServices(null, ("Journal:ViewsAnHour", "2"));
        var school = await database.People.SchoolAsync();
        var (central, local) = (await database.People.OperatorAsync(Function.CentralAdmin, []), await database.People.OperatorAsync(Function.LocalAdmin, [school]));
        var pupil = await database.People.AccountAsync("Petit", "Lou", [school]);
        var (fiches, watch, alarms) = (database.Get<RecentFiches>(), services.GetRequiredService<VolumeWatch>(), database.Get<VolumeAlarms>());
        for (var i = 0; i < 2; i++) await fiches.OpenedAsync(local, pupil.Id, Cancel);
        Assert.Equal(0, await watch.LookAsync(Cancel));
        await fiches.OpenedAsync(local, pupil.Id, Cancel);
        Assert.Equal(1, await watch.LookAsync(Cancel));
        await fiches.OpenedAsync(local, pupil.Id, Cancel);
        Assert.Equal(0, await watch.LookAsync(Cancel));

        var alarm = Assert.Single(await alarms.OpenAsync(central, Cancel));
        Assert.Equal((local.AccountId, VolumeKind.Views, "LocalAdmin"), (alarm.OperatorId, alarm.Kind, alarm.GivenName));
        Assert.Empty(await alarms.OpenAsync(local, Cancel));
        Assert.False(await alarms.SeeAsync(local, alarm, Cancel));
        Assert.True(await alarms.SeeAsync(central, alarm, Cancel));
        Assert.False(await alarms.SeeAsync(central, alarm, Cancel));
        Assert.Empty(await alarms.OpenAsync(central, Cancel));
        Assert.Equal(2, await database.CountAsync($"SELECT 1 FROM audit_entries WHERE account_id = '{local.AccountId}' AND action IN ('UnusualVolume', 'AlarmSeen')"));
    }

    [Fact]
    public async Task Contact_changes_and_exports_count_for_the_operator_and_a_persons_own_do_not()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var pupil = await database.People.AccountAsync("Petit", "Lou", [await database.People.SchoolAsync()]);
        var by = Guid.NewGuid();
        var rows = new Rows(database);
        await rows.WriteAsync(pupil.Id, AuditAction.ContactChanged, by);
        await rows.WriteAsync(pupil.Id, AuditAction.ContactChanged, by);
        await rows.WriteAsync(pupil.Id, AuditAction.ContactChanged, by, e => (e.Outcome, e.Refusal) = (AuditOutcome.Refused, "Stale"));
        await rows.WriteAsync(pupil.Id, AuditAction.ContactChanged, pupil.Id);
        await rows.WriteAsync(null, AuditAction.JournalExported, by);

        Assert.Equal(1, await database.CountAsync($"SELECT 1 FROM operator_volumes WHERE operator_id = '{by}' AND kind = 2 AND count = 2"));
        Assert.Equal(1, await database.CountAsync($"SELECT 1 FROM operator_volumes WHERE operator_id = '{by}' AND kind = 3 AND count = 1"));
        Assert.Equal(2, await database.CountAsync("SELECT 1 FROM operator_volumes"));
    }
}
