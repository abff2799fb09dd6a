using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AdminConsole.Domain.Import;

/// <summary>Rows and loads as tests of the loader write them.</summary>
internal static class Rows
{
    public static readonly DateOnly Rentree = new(2026, 9, 1);
    private static int serial;

    public static SchoolRow School() => new(Guid.CreateVersion7(), $"{Interlocked.Increment(ref serial) + 900_000:D7}B", "Collège Louise-Michel", "Montbrelle");

    public static AccountRow Pupil(string givenName, string familyName) => new(familyName, givenName, Profile.Student, AccountSource.Csv);

    public static BulkLoader Loader(this TestDatabase database, int chunk = 25_000) =>
        new(database.Get<NpgsqlDataSource>(), NullLogger<BulkLoader>.Instance) { ChunkSize = chunk };

    public static Task<LoadReport> LoadAsync(this TestDatabase database, params AccountRow[] rows) => database.LoadAsync([], rows);

    public static Task<LoadReport> LoadAsync(this TestDatabase database, SchoolRow[] schools, AccountRow[] rows, int chunk = 25_000, IProgress<LoadReport>? progress = null) =>
        database.Loader(chunk).LoadAsync(schools, rows.ToAsyncEnumerable(), progress, Xunit.TestContext.Current.CancellationToken);

    public static async Task<string[]> LoginsOfAsync(this TestDatabase database, string familyName)
    {
        await using var db = database.Open();
        return await db.Accounts.Where(a => a.FamilyName == familyName).OrderBy(a => a.Login.Length).ThenBy(a => a.Login).Select(a => a.Login).ToArrayAsync(Xunit.TestContext.Current.CancellationToken);
    }
}
