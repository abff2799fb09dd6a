using Npgsql;

namespace AdminConsole.Bench;

/// <summary>From the start of the built application, its data in place, to the sign-in page: what an update or a crash costs.</summary>
internal static class Start
{
    public static async Task RunAsync(BenchData data, int runs)
    {
        await using (var source = NpgsqlDataSource.Create(data.Application)) await Machine.PrintAsync(source);
        Console.WriteLine("seconds until GET /connexion was answered with 200 and read whole; budget 3.00");
        await MeasureAsync("Production, database running", runs, () => BuiltApp.InProductionAsync(data));
        await MeasureAsync("Development, database running", runs, () => BuiltApp.InDevelopmentAsync(data));

        // The first builds what changed and fills its database if there is none; it is not counted.
        await (await BuiltApp.ByScriptAsync()).DisposeAsync();
        await MeasureAsync("./run.sh again, with PostgreSQL", runs, BuiltApp.ByScriptAsync);
        Console.WriteLine($"load now {Machine.Load}");
    }

    private static async Task MeasureAsync(string name, int runs, Func<Task<BuiltApp>> start)
    {
        List<double> taken = [];
        for (var run = 0; run < runs; run++)
        {
            await using var app = await start();
            taken.Add(app.FirstPage.TotalSeconds);
        }
        Console.WriteLine(FormattableString.Invariant($"{name,-34}min {taken.Min():0.00}  median {Figures.Percentile(taken, 50):0.00}  max {taken.Max():0.00}  ({runs} samples, first {taken[0]:0.00})"));
    }
}
