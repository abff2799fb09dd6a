using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using AdminConsole.Domain.Import;
using AdminConsole.Domain.Model;
using Microsoft.AspNetCore.Identity;

namespace AdminConsole.Development;

/// <summary>A fictitious département for whoever has just cloned. Known to Development only.</summary>
internal static class DemoData
{
    public const int Seed = 77;

    /// <summary>Of the four demo operators; the other accounts have a password that nobody knows.</summary>
    public const string OperatorPassword = "Rentree-2026-demo!";

    /// <summary>
    /// Loads the demo data into the private database, unless an earlier start did; says how far it is on the console.
    /// Does nothing with a database of one's own, and nothing outside Development: there is no private one then.
    /// </summary>
    public static async Task FillPrivateDatabaseAsync(this WebApplication app, PrivatePostgres? postgres, CancellationToken cancel = default)
    {
        if (postgres is null || !app.Environment.IsDevelopment()) return;
        var options = app.Configuration.GetSection(DemoOptions.Section).Get<DemoOptions>() ?? new DemoOptions();
        var time = app.Services.GetRequiredService<TimeProvider>();
        await LoadAsync(app.Services.GetRequiredService<BulkLoader>(), options.Accounts, time, Console.Out, cancel);
    }

    /// <returns>What was loaded; null when the data was there already or none is wanted.</returns>
    public static async Task<LoadReport?> LoadAsync(BulkLoader loader, int accounts, TimeProvider time, TextWriter console, CancellationToken cancel)
    {
        if (accounts <= 0 || await loader.HasAccountAsync(DemoCast.LastLoaded, cancel)) return null;
        var since = Stopwatch.GetTimestamp();
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Demo data: loading {accounts:N0} accounts"));
        var people = Populate(accounts, time.GetUtcNow());
        var report = await loader.LoadAsync(people.Schools, people.People().ToAsyncEnumerable(), new Lines(console, accounts), cancel);
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"Demo data: {report.Accounts.Total:N0} accounts in {report.Schools.Total:N0} schools, {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s"));
        return report;
    }

    /// <summary>The people as they are that day. A slow hash each would take a million of them a day: it is made once for all.</summary>
    public static DemoPopulation Populate(int accounts, DateTimeOffset now)
    {
        var hasher = new PasswordHasher<Account>();
        return new DemoPopulation(Seed, accounts, now,
            hasher.HashPassword(null!, RandomNumberGenerator.GetHexString(64)), hasher.HashPassword(null!, OperatorPassword));
    }

    private sealed class Lines(TextWriter console, int accounts) : IProgress<LoadReport>
    {
        public void Report(LoadReport value)
        {
            if (value.Accounts.Total < accounts)
                console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Demo data: {value.Accounts.Total:N0} of {accounts:N0} accounts"));
        }
    }
}
