using System.Globalization;
using AdminConsole.Bench;

var accounts = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000;
Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {File.ReadAllText("/proc/loadavg").Trim()} load");
switch (args.FirstOrDefault())
{
    case "data":
        await (await BenchData.OpenAsync(accounts)).DisposeAsync();
        break;
    case "loading":
        await Loading.RunAsync(accounts);
        break;
    case "search":
        await using (var data = await BenchData.OpenAsync(accounts)) await new SearchBench(data).RunAsync();
        break;
    default:
        Console.WriteLine("dotnet run -c Release --project bench -- data [accounts]      makes or shows the population that is measured");
        Console.WriteLine("dotnet run -c Release --project bench -- loading [accounts]   the bulk loader against a raw COPY and CREATE INDEX");
        Console.WriteLine("dotnet run -c Release --project bench -- search [accounts]    the type-ahead, case by case");
        break;
}
