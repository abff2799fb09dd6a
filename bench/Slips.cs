using System.Diagnostics;
using AdminConsole.Domain;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Shell;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>
/// A batch of slips: until the domain has all of them ready, and, in Chromium against the built application, from the last one issued until all of them are
/// painted.
/// </summary>
internal sealed class Slips(BenchData data)
{
    private static readonly Guid School = Guid.Parse("bebebebe-0000-4000-9000-000000000001");
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Two frames after the last slip is in the page, by the clock of this machine.</summary>
    private const string Painted = """
        wanted => new Promise(resolve => {
          const look = () => document.querySelectorAll(".slip").length >= wanted
            ? requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))) : requestAnimationFrame(look);
          look();
        })
        """;

    public async Task RunAsync(int slips)
    {
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        await RemoveAsync(source);
        await MakeAsync(source, slips);
        try
        {
            await MeasureAsync(source);
        }
        finally
        {
            await RemoveAsync(source);
        }
        Console.WriteLine($"load now {Machine.Load}");
    }

    private async Task MeasureAsync(NpgsqlDataSource source)
    {
        int slips;
        var actor = await Operators.SignedInAsync(source, null);
        await using (var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application), new("Site:PublicUrl", $"https://{BuiltApp.Host}/"), new("Site:Name", "ENT")]).Build()).BuildServiceProvider())
        {
            var since = Stopwatch.GetTimestamp();
            var result = await services.GetRequiredService<SlipBatches>().IssueAsync(actor, new(School, null, Profile.Student, SlipsFor.Everybody, "Mesure"), Guid.NewGuid(), null, CancellationToken.None);
            Console.WriteLine(FormattableString.Invariant($"ready, domain: {result.Slips.Count} slips, {result.Missing.Count} without, {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s; budget 60 s for 1,000"));
            slips = result.Slips.Count;
        }
        await InPageAsync(source, slips);
    }

    private async Task InPageAsync(NpgsqlDataSource source, int slips)
    {
        await using var app = await BuiltApp.InDevelopmentAsync(data);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? Keystroke.Places.First(File.Exists),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        await using var context = await browser.NewContextAsync(new() { Locale = "fr-FR", BaseURL = app.Client.BaseAddress!.ToString() });
        var page = await Keystroke.SearchPageAsync(context, Operators.Login(null));
        await page.GotoAsync(Urls.SlipsOf(School, null));
        await page.Locator("main:not([aria-busy])").WaitForAsync();
        await page.GetByText("tout le monde").ClickAsync();
        await page.GetByLabel("Motif", new() { Exact = true }).FillAsync("Mesure");
        var since = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        await page.GetByRole(AriaRole.Button, new() { Name = "Préparer les bordereaux" }).ClickAsync();
        page.SetDefaultTimeout((float)Longest.TotalMilliseconds);
        var painted = await page.EvaluateAsync<double>(Painted, slips).WaitAsync(Longest);
        await using var ask = source.CreateCommand("SELECT 1000 * extract(epoch FROM max(issued_at))::float8 FROM reset_tokens WHERE slip_batch_id = (SELECT id FROM slip_batches ORDER BY issued_at DESC LIMIT 1)");
        var issued = (double)(await ask.ExecuteScalarAsync())!;
        Console.WriteLine(FormattableString.Invariant($"ready, page: {(issued - since) / 1000:0.0} s from the click; shown: {(painted - issued) / 1000:0.00} s after the last was issued; budget 60 and 5 s"));
        var printing = Stopwatch.GetTimestamp();
        var sheets = await page.PdfAsync(new() { PreferCSSPageSize = true });
        Console.WriteLine(FormattableString.Invariant($"printed: {Stopwatch.GetElapsedTime(printing).TotalSeconds:0.0} s, {sheets.Length / 1024} kB"));
    }

    /// <summary>A school of its own, for no other has as many pupils; it is gone again after the run.</summary>
    private static Task MakeAsync(NpgsqlDataSource source, int pupils) => ExecuteAsync(source, FormattableString.Invariant($"""
        INSERT INTO schools (id, uai, name, town) VALUES ('{School}', '9999999Z', 'Collège de la Mesure', 'Melun') ON CONFLICT (id) DO NOTHING;
        WITH added AS (
            INSERT INTO accounts (id, login, source, profile, civility, family_name, given_name, family_key, given_key, name_words, language, version)
            SELECT gen_random_uuid(), 'mesure.bordereau' || n, 1, 1, 0, 'Mesure' || n, 'Lou', 'mesure' || n, 'lou', ARRAY['mesure' || n, 'lou'], 'fr', 1 FROM generate_series(1, {pupils}) n RETURNING id, login)
        INSERT INTO memberships (id, account_id, school_id, class_name, starts_on)
        SELECT gen_random_uuid(), id, '{School}', '6e ' || chr(65 + substr(login, 17)::int % 26), '2020-09-01' FROM added
        """));

    private static Task RemoveAsync(NpgsqlDataSource source) => ExecuteAsync(source, $"""
        DELETE FROM accounts WHERE id IN (SELECT account_id FROM memberships WHERE school_id = '{School}');
        DELETE FROM slip_batches WHERE school_id = '{School}';
        DELETE FROM schools WHERE id = '{School}'
        """);

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
