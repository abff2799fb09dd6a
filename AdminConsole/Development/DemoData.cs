using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Import;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Shell;

namespace AdminConsole.Development;

/// <summary>A fictitious département for whoever has just cloned. Known to Development only.</summary>
internal static class DemoData
{
    public const int Seed = 77;
    public const int MostAccounts = 1_000_000;

    /// <summary>
    /// Puts the demo data into the private database, unless an earlier start did; says how far it is on the console.
    /// Does nothing with a database of one's own, and nothing outside Development: there is no private one then.
    /// </summary>
    public static async Task FillPrivateDatabaseAsync(this WebApplication app, PrivatePostgres? postgres, CancellationToken cancel = default)
    {
        if (postgres is null || !app.Environment.IsDevelopment()) return;
        var options = app.Configuration.GetSection(DemoOptions.Section).Get<DemoOptions>() ?? new DemoOptions();
        if (options.Accounts is < 0 or > MostAccounts) throw new InvalidOperationException("Demo:Accounts is a number from 0, for none, to 1000000.");
        await Schema.MigrateAsync(postgres.Owner, PrivatePostgres.ApplicationRole, cancel);

        var loader = app.Services.GetRequiredService<BulkLoader>();
        if (options.Accounts == 0 || await loader.HasAccountAsync(DemoCast.LastLoaded, cancel)) return;
        var folder = Path.Combine(Path.GetDirectoryName(postgres.DataFolder)!, "demo");
        Write(Console.Out, $"Demo data: {options.Accounts:N0} accounts, taken in from the files in {folder}");
        var since = Stopwatch.GetTimestamp();
        var (now, hash) = (app.Services.GetRequiredService<TimeProvider>().GetUtcNow(), app.Services.GetRequiredService<PasswordHash>());
        var people = Population(options.Accounts, now, hash);

        var (_, report) = await ImportAsync(app.Services.GetRequiredService<ImportFeed>(), loader, people, folder, new Lines(Console.Out, options.Accounts), cancel);
        await app.Services.GetRequiredService<AssistanceLoader>().LoadAsync(DemoRequests.Of(people(), now), cancel);
        Write(Console.Out, $"Demo data: {report.Accounts.Total:N0} accounts in {report.Schools.Total:N0} schools, {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s");
    }

    /// <summary>
    /// The schools; then the people as files, by the import that feeds go through; then what a file cannot carry: ids, dates, passwords, the operators. Cut short, it is begun again and completes
    /// what is there.
    /// </summary>
    /// <param name="people">Makes the same population each time: it is gone through once only.</param>
    /// <param name="folder">Where the files go, and stay.</param>
    /// <exception cref="InvalidOperationException">The import did not take the files.</exception>
    public static async Task<(ImportCounts Import, LoadReport Load)> ImportAsync(
        ImportFeed feed, BulkLoader loader, Func<DemoPopulation> people, string folder, IProgress<LoadReport>? progress, CancellationToken cancel)
    {
        var schools = people().Schools;
        await loader.LoadAsync(schools, AsyncEnumerable.Empty<AccountRow>(), null, cancel);
        await feed.AbandonAsync(cancel);
        var files = await DemoFiles.WriteAsync(people(), folder, cancel);
        var order = new ImportFeedOrder(files, null, DryRun: false, new(RemoveAbsent: false, ManyAreMeant: false));
        var import = await feed.PreviewAsync(order, cancel);
        if (import.Outcome is ImportOutcome.Done)
        {
            await loader.GiveIdsAsync(import.Id, people().People(), cancel);
            import = await feed.ApplyAsync(import.Id, order.Confirmation, cancel);
        }
        if (import.Outcome is not (ImportOutcome.Done or ImportOutcome.NothingToApply))
            throw new InvalidOperationException($"The demo data were not taken in: {import.Outcome}, {import.File} {import.Fault}.");
        return (import.Counts, await loader.CompleteAsync(schools, people().People().ToAsyncEnumerable(), progress, cancel));
    }

    /// <summary>The same people by the loader alone: for measurements, which need a million soon.</summary>
    public static Task<LoadReport> LoadAsync(BulkLoader loader, DemoPopulation people, IProgress<LoadReport>? progress, CancellationToken cancel) =>
        loader.LoadAsync(people.Schools, people.People().ToAsyncEnumerable(), progress, cancel);

    /// <summary>
    /// The people as they are at that moment. The operators have the demo password, the others one that nobody knows. A slow hash for each of a million would take a day: there are two, made once.
    /// </summary>
    public static DemoPopulation Populate(int accounts, DateTimeOffset now, PasswordHash hash) => Population(accounts, now, hash)();

    /// <summary>The same, to be gone through several times.</summary>
    public static Func<DemoPopulation> Population(int accounts, DateTimeOffset now, PasswordHash hash)
    {
        var (ordinary, operators) = (hash.Hash(RandomNumberGenerator.GetHexString(64)), hash.Hash(DemoSignIn.Password));
        return () => new(Seed, accounts, now, ordinary, operators);
    }

    private static void Write(TextWriter console, FormattableString line) => console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class Lines(TextWriter console, int accounts) : IProgress<LoadReport>
    {
        public void Report(LoadReport value)
        {
            if (value.Accounts.Total < accounts) Write(console, $"Demo data: {value.Accounts.Total:N0} of {accounts:N0} accounts");
        }
    }
}
