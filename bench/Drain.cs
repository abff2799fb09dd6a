using System.Diagnostics;
using AdminConsole.Domain;
using AdminConsole.Domain.Delivery;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>
/// How fast a full outbox empties: real reset mails, sealed, to people of the population, handed to an SMTP server on this machine that takes
/// everything. From the start of the worker to the mark of the last.
/// </summary>
internal sealed class Drain(BenchData data)
{
    public async Task RunAsync(int mails, int connections)
    {
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        Console.WriteLine("worker, SMTP server and PostgreSQL share the cores; plain SMTP without TLS");
        await RoundAsync(source, "warm-up", Math.Min(mails, 500), connections, 40);
        await RoundAsync(source, "40 domains", mails, connections, 40);
        await RoundAsync(source, "one domain", mails, connections, 1);
        Console.WriteLine($"load now {Machine.Load}");
    }

    private async Task RoundAsync(NpgsqlDataSource source, string name, int mails, int connections, int domains)
    {
        await using var sink = new MailSink();
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("ConnectionStrings:AdminConsole", data.Application), new("Site:Name", "ENT des collèges"), new("Site:PublicUrl", "https://aide.exemple.fr/"),
            new("Mail:Host", "127.0.0.1"), new("Mail:Port", $"{sink.Port}"), new("Mail:Security", "None"), new("Mail:From", "ne-pas-repondre@exemple.fr"),
            new("Mail:Connections", $"{connections}"),
        ]).Build()).BuildServiceProvider();
        await QueueAsync(services, mails, domains);
        var worker = services.GetServices<IHostedService>().OfType<OutboxWorker>().Single();
        var listener = services.GetRequiredService<Signals>();
        await ((IHostedService)listener).StartAsync(default);

        var since = Stopwatch.GetTimestamp();
        var busy = Environment.CpuUsage.TotalTime;
        await worker.StartAsync(default);
        await using var left = source.CreateCommand("SELECT count(*) FROM outbox_messages WHERE state = 1");
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await look.WaitForNextTickAsync() && (sink.Taken < mails || (long)(await left.ExecuteScalarAsync())! > 0))
        {
        }
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        var each = (Environment.CpuUsage.TotalTime - busy).TotalMilliseconds / mails;
        await worker.StopAsync(default);
        await ((IHostedService)listener).StopAsync(default);
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-12}{mails} mails over at most {sink.MostOpen} connections at once ({sink.Conversations} in all): {seconds:0.0} s, {mails / seconds:0} mails a second; {each:0.00} ms of processor a mail, sink included; taken {sink.Taken}"));
        await using var clear = source.CreateCommand("DELETE FROM outbox_messages; DELETE FROM reset_tokens");
        await clear.ExecuteNonQueryAsync();
    }

    /// <summary>As an operator's « Envoyer » writes it, but many in a commit.</summary>
    private static async Task QueueAsync(ServiceProvider services, int mails, int domains)
    {
        var (tokens, mail) = (services.GetRequiredService<ResetTokens>(), services.GetRequiredService<ResetMail>());
        await using var db = await services.GetRequiredService<IDbContextFactory<AdminDb>>().CreateDbContextAsync();
        var now = await db.NowAsync(default);
        var people = await db.Accounts.Where(a => a.BlockedAt == null).OrderBy(a => a.Id).Take(mails).AsNoTracking().ToListAsync();
        foreach (var person in people)
        {
            var recipient = $"{person.Id:N}@d{person.Id.ToByteArray()[15] % domains}.example";
            var issued = await tokens.IssueAsync(db, new(person.Id, TokenOrigin.Operator, TokenCarrier.Mail, ResetTokens.MailLife, recipient), now, default);
            db.Enqueue(mail.Write(person, issued, recipient, "Collège Jean-Moulin"));
        }
        await db.SaveChangesAsync();
    }
}
