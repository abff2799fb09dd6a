using System.Diagnostics;
using System.Globalization;
using System.Text;
using AdminConsole.Development;
using AdminConsole.Domain.Import;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>
/// One file of the whole département: taken in, compared, applied, and then the same file again. Each with its lines a second and the most memory that this process had. On a new server, in which there
/// are schools and nobody.
/// </summary>
internal static class ImportsBench
{
    public static async Task RunAsync(int lines)
    {
        var folder = Path.Combine(BenchData.Root(), ".data");
        await using var postgres = await PrivatePostgres.StartAsync(new(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"bench-imports-{Environment.ProcessId}"))) { Temporary = true, Settings = BenchData.Settings });
        await Schema.MigrateAsync(postgres.Owner, PrivatePostgres.ApplicationRole, CancellationToken.None);
        await using var source = NpgsqlDataSource.Create(postgres.Application + ";Max Auto Prepare=100;Auto Prepare Min Usages=2");
        await using var owner = NpgsqlDataSource.Create(postgres.Owner + ";Command Timeout=0");
        await Machine.PrintAsync(source);

        var people = BenchData.Population(lines);
        await new BulkLoader(source, NullLogger<BulkLoader>.Instance).LoadAsync(people.Schools, AsyncEnumerable.Empty<AccountRow>(), null, CancellationToken.None);
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"bench-imports-{lines}.csv"));
        var written = await WriteAsync(people, file);
        Print($"{written:N0} lines, {new FileInfo(file).Length >> 20} MB, {people.Schools.Count} schools");
        GC.Collect();

        await using var services = new ServiceCollection().AddPooledDbContextFactory<AdminDb>(options => options.UseNpgsql(source)).BuildServiceProvider();
        var run = new Run(services.GetRequiredService<IDbContextFactory<AdminDb>>(), source, owner, written);
        var first = await run.PreviewAsync(file, "first preview", 20_000);
        await run.ApplyAsync(first);
        await using (var settle = owner.CreateCommand("VACUUM (ANALYZE)")) await settle.ExecuteNonQueryAsync();
        await run.PreviewAsync(file, "same file again", 40_000);
        File.Delete(file);
    }

    private static async Task<int> WriteAsync(DemoPopulation people, string path)
    {
        var schools = people.Schools.ToDictionary(s => s.Id, s => s.Uai);
        var ids = new Dictionary<Guid, string>();
        var count = 0;
        await using var text = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await text.WriteLineAsync("UAI;Profil;Identifiant externe;Nom;Nom d'usage;Prénom;Civilité;Date de naissance;Classe;Courriel;Téléphone portable;Id enfant 1;Id enfant 2;Id enfant 3");
        foreach (var row in people.People().Where(row => row.Grants.Count == 0))
        {
            // Families come together: of those before, nobody is asked for any more.
            if (row.Profile is Profile.Student)
            {
                if (ids.Count > 5_000) ids.Clear();
                ids[row.Id!.Value] = row.ExternalId!;
            }
            var children = row.Children.Select(c => c.Id is { } id ? ids.GetValueOrDefault(id) : null).OfType<string>().Concat(["", "", ""]).Take(3);
            await text.WriteLineAsync(string.Join(';', (string?[])
            [
                schools[row.Memberships[0].SchoolId], ProfileOf(row.Profile), row.ExternalId, row.FamilyName, row.UsageName, row.GivenName,
                row.Civility switch { Civility.Madame => "Mme", Civility.Monsieur => "M.", Civility.Unknown or _ => "" }, row.BirthDate?.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
                row.Memberships[0].ClassName, row.Email, row.Mobile is { } mobile ? "0" + mobile[3..] : "", .. children,
            ]));
            count++;
        }
        return count;
    }

    private static string ProfileOf(Profile profile) => profile switch
    {
        Profile.Student => "Élève",
        Profile.Relative => "Parent",
        Profile.Teacher => "Enseignant",
        Profile.Personnel => "Personnel",
        Profile.Guest => "Invité",
    };

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class Run(IDbContextFactory<AdminDb> factory, NpgsqlDataSource source, NpgsqlDataSource owner, int lines)
    {
        private readonly ImportPace pace = new(TimeProvider.System);
        private readonly Guid me = Guid.CreateVersion7();

        public async Task<Guid> PreviewAsync(string file, string what, int budget)
        {
            var id = Guid.CreateVersion7();
            await using (var db = await factory.CreateDbContextAsync())
            {
                db.ImportRuns.Add(new() { Id = id, State = ImportState.Collecting });
                await db.SaveChangesAsync();
            }
            await MeasureAsync("taken in", null, async () =>
            {
                await using var content = File.OpenRead(file);
                var taken = await FileIntake.TakeAsync(factory, source, id, "tous.csv", null, content, content.Length, _ => Task.FromResult(ImportOutcome.Done), CancellationToken.None);
                if (taken.Outcome is not ImportOutcome.Done) throw new InvalidOperationException($"{taken}");
            });
            await MeasureAsync(what, budget, () => WorkAsync(id, ImportState.Reading));
            await PrintCountsAsync(id);
            return id;
        }

        public async Task ApplyAsync(Guid id)
        {
            await MeasureAsync("applied", 20_000, () => WorkAsync(id, ImportState.Applying));
            await PrintCountsAsync(id);
        }

        private async Task WorkAsync(Guid id, ImportState state)
        {
            await using (var db = await factory.CreateDbContextAsync())
            {
                await db.ImportRuns.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, state).SetProperty(r => r.LeasedBy, me)
                    .SetProperty(r => r.LeasedUntil, _ => AdminDb.Now().AddMinutes(1)));
            }
            await new ImportWork(factory, source, pace, TimeProvider.System, NullLogger.Instance).RunAsync(id, me, CancellationToken.None);
        }

        private async Task PrintCountsAsync(Guid id)
        {
            await using var db = await factory.CreateDbContextAsync();
            var run = await db.ImportRuns.SingleAsync(r => r.Id == id);
            Print($"  {run.State} {run.Fault}: to create {run.ToCreate:N0}, to change {run.ToChange:N0}, unchanged {run.Unchanged:N0}, rejected {run.Rejected:N0}, homonyms {run.Homonyms:N0}, absent {run.Absent:N0}; created {run.Created:N0}, changed {run.Changed:N0}");
            await db.ImportLocks.Where(l => l.RunId == id && run.State == ImportState.Done).ExecuteDeleteAsync();
        }

        private async Task MeasureAsync(string what, int? budget, Func<Task> work)
        {
            using var self = Process.GetCurrentProcess();
            var (before, serverBefore) = (self.TotalProcessorTime, await ServerProcessorTime.ReadAsync(owner));
            var peak = 0L;
            await using (new Timer(_ => peak = Math.Max(peak, Resident()), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50)))
            {
                var since = Stopwatch.GetTimestamp();
                await work();
                var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
                self.Refresh();
                Print($"{what}: {seconds:0.00} s, {lines / seconds:N0} lines a second{(budget is { } least ? $" (budget {least:N0})" : (FormattableString)$"")}; processor time here {(self.TotalProcessorTime - before).TotalSeconds:0.0} s, of the server {await ServerProcessorTime.ReadAsync(owner) - serverBefore:0.0} s; peak of this process {peak >> 20} MB (budget 400); load {Machine.Load}");
            }
        }

        private static long Resident()
        {
            using var self = Process.GetCurrentProcess();
            return self.WorkingSet64;
        }
    }
}
