using AdminConsole.Controls;
using AdminConsole.Domain.Search;
using AdminConsole.Shell;
using Microsoft.Playwright;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>
/// From a key in the search field to the painted list, in Chromium against the built application: names typed letter by letter, each
/// letter after the list of the one before. Measured in the page, from its input event to the second frame after its answer.
/// </summary>
internal sealed class Keystroke(BenchData data)
{
    private const int WarmUpTexts = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // The list says itself when it stands for what is typed: it is busy from the key to the answer, and both change in one batch. The
    // first letter, which does not wait, may be answered before anything was busy: then the popup opens.
    private const string Probe = """
        () => {
          const input = document.getElementById("recherche"), list = document.getElementById("recherche-liste"), popup = list.parentElement;
          const probe = window.keystrokeProbe = {};
          let typed = 0;
          probe.arm = () => { probe.answer = new Promise(resolve => probe.resolve = resolve); };
          document.addEventListener("input", () => { typed = performance.now(); }, true);
          const answers = change => change.target === list ? change.attributeName === "aria-busy" && change.oldValue === "true" : change.target === popup && change.oldValue !== null;
          new MutationObserver(changes => {
            if (list.getAttribute("aria-busy") !== "false" || popup.hidden || !changes.some(answers)) return;
            const shown = performance.now() - typed, options = list.childElementCount, near = list.previousElementSibling ? 1 : 0, length = input.value.length;
            requestAnimationFrame(() => requestAnimationFrame(() => probe.resolve([shown, performance.now() - typed, options, near, length])));
          }).observe(popup, { subtree: true, attributeFilter: ["aria-busy", "hidden"], attributeOldValue: true });
        }
        """;

    internal static readonly string[] Places =
        ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    private static double Pause => SearchBox<AccountHit>.Pause.TotalMilliseconds;

    public async Task RunAsync(int texts)
    {
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        await using var app = await BuiltApp.InDevelopmentAsync(data);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? Places.First(File.Exists),
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
        Console.WriteLine(FormattableString.Invariant($"Chromium {browser.Version} on the same machine; ms from the input event; the pause of {Pause:0} ms before each letter but the first is taken off"));
        Console.WriteLine("« in the page » is when the answer was in the document, « painted » two frames later, up to 33 ms at 60 Hz; budget of painted: p95 100.00");
        foreach (var (name, schools) in ((string, int?)[])[("local administrator, 1 school", 1), ("central administrator, all", null)])
        {
            await Operators.SignedInAsync(source, schools);
            var cases = await SearchCases.ReadAsync(source, schools);
            string[] typed = [.. cases[^1].Texts.Take(texts), .. cases.Single(one => one.Name == "no match").Texts];
            await using var context = await browser.NewContextAsync(new() { Locale = "fr-FR", BaseURL = app.Client.BaseAddress!.ToString() });
            Print(name, await TypeAsync(await SearchPageAsync(context, Operators.Login(schools)), typed));
        }
        Console.WriteLine($"load now {Machine.Load}");
    }

    internal static async Task<IPage> SearchPageAsync(IBrowserContext context, string login)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(Urls.SignIn);
        await page.FillAsync("#identifiant", login);
        await page.FillAsync("#mot-de-passe", Operators.Password);
        await page.PressAsync("#mot-de-passe", "Enter");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == Urls.Console);
        await page.GotoAsync(Urls.Accounts);
        await page.Locator("[data-search-box]:not([data-waiting])").WaitForAsync();
        await page.EvaluateAsync(Probe);
        return page;
    }

    private static async Task<List<Key>> TypeAsync(IPage page, string[] texts)
    {
        var keys = new List<Key>();
        var field = page.Locator("#recherche");
        await field.FocusAsync();
        foreach (var (number, text) in texts.Take(WarmUpTexts).Concat(texts).Index())
        {
            for (var length = 1; length <= text.Length; length++)
            {
                await page.EvaluateAsync("() => window.keystrokeProbe.arm()");
                await page.Keyboard.TypeAsync(text[length - 1].ToString());
                var seen = await page.EvaluateAsync<double[]>("() => window.keystrokeProbe.answer").WaitAsync(Longest);
                if ((int)seen[4] != length) throw new InvalidOperationException($"An answer for {seen[4]} letters was shown for {length}.");
                if (number >= WarmUpTexts) keys.Add(new(seen[0], seen[1], IsFirst: length == 1, seen[2] == 0 ? Answer.Nothing : seen[3] == 1 ? Answer.Near : Answer.Hits));
            }
            await field.FillAsync("");
            await page.Locator(".search-box .popup").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        }
        return keys;
    }

    private static void Print(string name, List<Key> keys)
    {
        Console.WriteLine();
        Console.WriteLine($"{name,-32}{"in the page: p50",16}{"p95",8}{"painted: p50",15}{"p95",8}{"p99",8}   with the pause: p50, p95");
        PrintLine("first letter", keys.Where(key => key.IsFirst));
        PrintLine("later letters, hits", keys.Where(key => key is { IsFirst: false, Answer: Answer.Hits }));
        PrintLine("later letters, near spellings", keys.Where(key => key is { IsFirst: false, Answer: Answer.Near }));
        PrintLine("later letters, nothing found", keys.Where(key => key is { IsFirst: false, Answer: Answer.Nothing }));
        PrintLine("all", keys);
    }

    private static void PrintLine(string name, IEnumerable<Key> keys)
    {
        var some = keys.ToList();
        if (some.Count == 0) return;
        List<double> shown = [.. some.Select(key => key.Shown - key.Paused)], painted = [.. some.Select(key => key.Painted - key.Paused)], whole = [.. some.Select(key => key.Painted)];
        Console.WriteLine(FormattableString.Invariant($"{name,-32}{Percentile(shown, 50),16:0.00}{Percentile(shown, 95),8:0.00}{Percentile(painted, 50),15:0.00}{Percentile(painted, 95),8:0.00}{P99(painted),8}   {Percentile(whole, 50):0.00}, {Percentile(whole, 95):0.00}  ({some.Count} samples)"));
    }

    private enum Answer { Hits, Near, Nothing }

    /// <summary>One key: milliseconds until its answer was in the document, and painted.</summary>
    private sealed record Key(double Shown, double Painted, bool IsFirst, Answer Answer)
    {
        public double Paused => IsFirst ? 0 : Pause;
    }
}
