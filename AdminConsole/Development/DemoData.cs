using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Import;
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
    /// Loads the demo data into the private database, unless an earlier start did; says how far it is on the console.
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
        Write(Console.Out, $"Demo data: loading {options.Accounts:N0} accounts");
        var since = Stopwatch.GetTimestamp();
        var (now, hash) = (app.Services.GetRequiredService<TimeProvider>().GetUtcNow(), app.Services.GetRequiredService<PasswordHash>());
        var report = await LoadAsync(loader, Populate(options.Accounts, now, hash), new Lines(Console.Out, options.Accounts), cancel);
        await app.Services.GetRequiredService<AssistanceLoader>().LoadAsync(DemoRequests.Of(Populate(options.Accounts, now, hash), now), cancel);
        Write(Console.Out, $"Demo data: {report.Accounts.Total:N0} accounts in {report.Schools.Total:N0} schools, {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s");
    }

    public static Task<LoadReport> LoadAsync(BulkLoader loader, DemoPopulation people, IProgress<LoadReport>? progress, CancellationToken cancel) =>
        loader.LoadAsync(people.Schools, people.People().ToAsyncEnumerable(), progress, cancel);

    /// <summary>
    /// The people as they are at that moment. The operators have the demo password, the others one that nobody knows. A slow hash for each of a million would take a day: there are two, made once.
    /// </summary>
    public static DemoPopulation Populate(int accounts, DateTimeOffset now, PasswordHash hash) =>
        new(Seed, accounts, now, hash.Hash(RandomNumberGenerator.GetHexString(64)), hash.Hash(DemoSignIn.Password));

    private static void Write(TextWriter console, FormattableString line) => console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class Lines(TextWriter console, int accounts) : IProgress<LoadReport>
    {
        public void Report(LoadReport value)
        {
            if (value.Accounts.Total < accounts) Write(console, $"Demo data: {value.Accounts.Total:N0} of {accounts:N0} accounts");
        }
    }
}
