using AdminConsole.Shell;
using Microsoft.Playwright;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>
/// The fiche in Chromium against the built application: from the click on a name of the list to the painted fiche, and from the commit of a
/// message's state in this process to its words on a fiche that another process serves.
/// </summary>
internal sealed class FichePages(BenchData data)
{
    // Until what runs all the time is compiled for good, which the runtime does after 30 calls.
    private const int WarmUp = 60;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private const string Probe = """
        () => {
          const probe = window.ficheProbe = {};
          let clicked = 0, steps = null;
          const painted = then => requestAnimationFrame(() => requestAnimationFrame(then));
          probe.armClick = () => { probe.answer = new Promise(resolve => probe.resolve = resolve); };
          probe.armSteps = () => { steps = document.querySelector(".steps").textContent; probe.answer = new Promise(resolve => probe.resolve = resolve); };
          document.addEventListener("click", () => { clicked = performance.now(); }, true);
          new MutationObserver(() => {
            if (clicked && document.querySelector("#courriel") && document.querySelector(".history")) {
              const since = clicked, shown = performance.now() - since;
              clicked = 0;
              painted(() => probe.resolve([shown, performance.now() - since]));
            }
            const now = document.querySelector(".steps")?.textContent;
            if (steps !== null && now && now !== steps) {
              const at = performance.timeOrigin + performance.now();
              steps = null;
              painted(() => probe.resolve([at, performance.timeOrigin + performance.now()]));
            }
          }).observe(document.body, { subtree: true, childList: true, characterData: true });
        }
        """;

    public async Task RunAsync(int rows, int samples)
    {
        await using (var owner = NpgsqlDataSource.Create(data.Owner)) await JournalRows.EnsureAsync(owner, rows);
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        await using var app = await BuiltApp.InDevelopmentAsync(data);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? Keystroke.Places.First(File.Exists),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        Console.WriteLine(FormattableString.Invariant($"Chromium {browser.Version} on the same machine; « painted » is two frames after « in the page », up to 33 ms at 60 Hz"));
        foreach (var (name, schools) in ((string, int?)[])[("1 school", 1), ("all schools", null)])
        {
            await Operators.SignedInAsync(source, schools);
            await using var context = await browser.NewContextAsync(new() { Locale = "fr-FR", BaseURL = app.Client.BaseAddress!.ToString() });
            var page = await Keystroke.SearchPageAsync(context, Operators.Login(schools));
            await page.EvaluateAsync(Probe);
            var opened = await ClickAsync(page, samples);
            Print($"click → fiche, {name}", opened, "p95 100");
            if (schools is not null) continue;
            var account = (await FicheBench.AccountsAsync(source, null))[0];
            await using (var put = source.CreateCommand($"""
                DELETE FROM outbox_messages WHERE account_id = '{account}';
                INSERT INTO outbox_messages (id, account_id, channel, kind, priority, recipient, state, queued_at, attempts, unanswered, next_try_at, expires_at, finished_at)
                VALUES (gen_random_uuid(), '{account}', 1, 1, 1, 'p@example.org', 2, now(), 1, 0, now(), now() + interval '1 hour', now())
                """))
            {
                await put.ExecuteNonQueryAsync();
            }
            await page.GotoAsync(Urls.Account(account));
            await page.Locator("main:not([aria-busy]) .steps").WaitForAsync();
            await page.EvaluateAsync(Probe);
            Print("committed → visible", await ToldAsync(source, page, account, samples), "p95 250");
        }
        Console.WriteLine($"load now {Machine.Load}");
    }

    private static async Task<List<double[]>> ClickAsync(IPage page, int samples)
    {
        var taken = new List<double[]>();
        for (var i = -WarmUp; i < samples; i++)
        {
            var links = page.Locator("tbody a");
            await links.First.WaitForAsync();
            await page.EvaluateAsync("() => window.ficheProbe.armClick()");
            await links.Nth(Math.Abs(i) % await links.CountAsync()).ClickAsync();
            var seen = await page.EvaluateAsync<double[]>("() => window.ficheProbe.answer").WaitAsync(Longest);
            if (i >= 0) taken.Add(seen);
            await page.EvaluateAsync("() => history.back()");
        }
        return taken;
    }

    private static async Task<List<double[]>> ToldAsync(NpgsqlDataSource source, IPage page, Guid account, int samples)
    {
        var taken = new List<double[]>();
        for (var i = -WarmUp; i < samples; i++)
        {
            await page.EvaluateAsync("() => window.ficheProbe.armSteps()");
            await using var change = source.CreateCommand($"UPDATE outbox_messages SET state = CASE state WHEN 2 THEN 5 ELSE 2 END WHERE account_id = '{account}'");
            // Before it is sent: the commit itself is part of what is measured.
            var since = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
            await change.ExecuteNonQueryAsync();
            var seen = await page.EvaluateAsync<double[]>("() => window.ficheProbe.answer").WaitAsync(Longest);
            if (i >= 0) taken.Add([seen[0] - since, seen[1] - since]);
        }
        return taken;
    }

    private static void Print(string name, List<double[]> taken, string budget)
    {
        List<double> shown = [.. taken.Select(t => t[0])], painted = [.. taken.Select(t => t[1])];
        Console.WriteLine(FormattableString.Invariant($"{name,-28} in the page p50 {Percentile(shown, 50):0.0} p95 {Percentile(shown, 95):0.0}; painted p50 {Percentile(painted, 50):0.0} p95 {Percentile(painted, 95):0.0} ({taken.Count} samples); budget {budget}"));
    }
}
