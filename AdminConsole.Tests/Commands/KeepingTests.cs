using System.Text;
using AdminConsole.Domain.Journal;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Commands;

/// <summary>« verify-journal », « purge » and « bounce » as a timer and a mail server run them: exit code, words and what is changed.</summary>
public sealed class KeepingTests(TestCluster cluster)
{
    private const int NotUnderstood = 65;
    private const int NobodyOfThatName = 67;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Dictionary<string, string> SettingsOf(TestDatabase database) => new(ProductionApp.Settings)
    {
        ["ConnectionStrings:AdminConsole"] = database.ApplicationConnection,
        ["ConnectionStrings:AdminConsoleOwner"] = database.OwnerConnection,
        ["Journal:RetentionMonths"] = "3",
    };

    [Fact]
    public async Task The_journal_is_checked_and_purged()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var (rows, sealer) = (new Rows(database), database.Get<JournalSealer>());
        var old = await rows.WriteAsync(change: e => e.At = DateTimeOffset.UnixEpoch);
        await sealer.SealAsync(Cancel);
        var (first, second) = (await rows.WriteAsync(), await rows.WriteAsync());
        await sealer.SealAsync(Cancel);

        var purged = await RunAsync("purge");
        Assert.Equal(0, purged.ExitCode);
        Assert.Contains($"1 journal rows were removed, up to {old}.", purged.Output, StringComparison.Ordinal);
        await sealer.SealAsync(Cancel);
        var whole = await RunAsync("verify-journal");
        Assert.Equal(0, whole.ExitCode);
        Assert.Contains("3 sealed rows are as they were sealed.", whole.Output, StringComparison.Ordinal);

        await database.ExecuteAsOwnerAsync($"UPDATE audit_entries SET reason = 'autre' WHERE id = {second}");
        var altered = await RunAsync("verify-journal");
        Assert.Equal(1, altered.ExitCode);
        Assert.Contains($"row {second} was altered", altered.Output, StringComparison.Ordinal);
        await database.ExecuteAsOwnerAsync($"DELETE FROM audit_entries WHERE id = {first}");
        var removed = await RunAsync("verify-journal");
        Assert.Equal(1, removed.ExitCode);
        Assert.Contains($"row {first} was removed", removed.Output, StringComparison.Ordinal);

        Task<(int ExitCode, string Output)> RunAsync(string command) => ConsoleProcess.RunAsync("Production", SettingsOf(database), command);
    }

    [Fact]
    public async Task A_person_is_erased_and_looked_at_before()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var pupil = await database.People.AccountAsync("Petit", "Lou", [await database.People.SchoolAsync()]);

        var looked = await ConsoleProcess.RunAsync("Production", SettingsOf(database), "erase-account", pupil.Login, "--dry-run");
        Assert.Equal(0, looked.ExitCode);
        Assert.Contains($"Nothing was changed. Without --dry-run, account {pupil.Id} would be erased:", looked.Output, StringComparison.Ordinal);
        Assert.Contains("memberships: 1", looked.Output, StringComparison.Ordinal);
        Assert.Equal(1, await database.CountAsync($"SELECT FROM accounts WHERE id = '{pupil.Id}'"));
        Assert.Equal(0, (await ConsoleProcess.RunAsync("Production", SettingsOf(database), "erase-account", pupil.Login)).ExitCode);
        Assert.Equal(0, await database.CountAsync($"SELECT FROM accounts WHERE id = '{pupil.Id}'"));
    }

    [Fact]
    public async Task A_notification_marks_the_address_and_what_is_none_is_refused_as_mail_servers_know_it()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var pupil = await database.People.AccountAsync("Petit", "Lou", [await database.People.SchoolAsync()], a => a.Email = "lou@example.org");
        var id = Guid.CreateVersion7();
        await using (var db = database.Open())
        {
            db.Enqueue(new()
            {
                Id = id, AccountId = pupil.Id, Channel = Channel.Mail, Kind = MessageKind.Reset, Priority = MessagePriority.Recovery, Recipient = "lou@example.org",
                State = MessageState.Accepted, ExpiresAt = await db.NowAsync(Cancel), FinishedAt = await db.NowAsync(Cancel),
            });
            await db.SaveChangesAsync(Cancel);
        }

        var answers = await Task.WhenAll(
            BounceAsync(Encoding.UTF8.GetBytes(Notifications.Of("5.1.1", $"{id:N}"))),
            BounceAsync(Encoding.UTF8.GetBytes(Notifications.Of("5.1.1", $"{Guid.NewGuid():N}"))),
            BounceAsync("Subject: Bonjour\n\nCeci n’est pas une notification."u8.ToArray()),
            BounceAsync(new byte[50_000_000]));

        Assert.Equal([0, NobodyOfThatName, NotUnderstood, NotUnderstood], answers.Select(answer => answer.ExitCode));
        Assert.Contains("The address is marked as refused.", answers[0].Output, StringComparison.Ordinal);
        Assert.Equal(ContactState.Refused, (await database.People.ReadAsync(pupil.Id)).EmailState);

        Task<(int ExitCode, string Output)> BounceAsync(byte[] mail) => ConsoleProcess.PipeAsync("Production", SettingsOf(database), mail, "bounce");
    }
}
