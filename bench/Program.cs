using System.Globalization;
using AdminConsole.Bench;

var accounts = Number(1, 1_000_000);
Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {File.ReadAllText("/proc/loadavg").Trim()} load");
switch (args.FirstOrDefault())
{
    case "data":
        await (await BenchData.OpenAsync(accounts)).DisposeAsync();
        break;
    case "loading":
        await Loading.RunAsync(accounts);
        break;
    case "imports":
        await ImportsBench.RunAsync(accounts);
        break;
    case "search":
        await using (var data = await BenchData.OpenAsync(accounts)) await new SearchBench(data).RunAsync();
        break;
    case "keystroke":
        await using (var data = await BenchData.OpenAsync(accounts)) await new Keystroke(data).RunAsync(Number(2, 200));
        break;
    case "start":
        await using (var data = await BenchData.OpenAsync(accounts)) await Start.RunAsync(data, Number(2, 10));
        break;
    case "sign-ins":
        await using (var data = await BenchData.OpenAsync(accounts)) await new SignIns(data).RunAsync(Number(2, 8), TimeSpan.FromSeconds(Number(3, 60)));
        break;
    case "drain":
        await using (var data = await BenchData.OpenAsync(accounts)) await new Drain(data).RunAsync(Number(2, 5_000), Number(3, 20));
        break;
    case "aide":
        await using (var data = await BenchData.OpenAsync(accounts)) await new Asking(data).RunAsync(TimeSpan.FromSeconds(Number(2, 10)));
        break;
    case "asked":
        await using (var data = await BenchData.OpenAsync(accounts)) await new Asked(data).RunAsync(Number(2, 50), Number(3, 3_000));
        break;
    case "neutrality":
        await using (var data = await BenchData.OpenAsync(accounts)) await new Neutrality(data).RunAsync(Number(2, 2_000));
        break;
    case "fiche":
        await using (var data = await BenchData.OpenAsync(accounts)) await new FicheBench(data).RunAsync(Number(2, 10_000_000));
        break;
    case "assistance":
        await using (var data = await BenchData.OpenAsync(accounts)) await new Assisting(data).RunAsync(Number(2, 50), Number(3, 3_000));
        break;
    case "requests":
        await using (var data = await BenchData.OpenAsync(accounts)) await new RequestsBench(data).RunAsync(Number(2, AssistanceData.Requests));
        break;
    case "list":
        await using (var data = await BenchData.OpenAsync(accounts)) await new ListBench(data).RunAsync(Number(2, Figures.Samples));
        break;
    case "fiche-pages":
        await using (var data = await BenchData.OpenAsync(accounts)) await new FichePages(data).RunAsync(Number(2, 10_000_000), Number(3, 200));
        break;
    case "slips":
        // The first number is how many: the population is the usual one.
        await using (var data = await BenchData.OpenAsync(Number(2, 1_000_000))) await new Slips(data).RunAsync(Number(1, 1_000));
        break;
    case "circuits":
        await using (var data = await BenchData.OpenAsync(accounts)) await new Circuits(data).RunAsync(Number(2, 1_000));
        break;
    case "access":
        await using (var data = await BenchData.OpenAsync(accounts)) await new Access(data).RunAsync(Number(2, 5_000));
        break;
    case "callback":
        await using (var data = await BenchData.OpenAsync(accounts)) await new Callback(data).RunAsync(Number(2, 2_000));
        break;
    case "journal":
        await using (var data = await BenchData.OpenAsync(accounts)) await new JournalBench(data).RunAsync(Number(2, 10_000_000), Number(3, Figures.Samples));
        break;
    case "sealing":
        await using (var data = await BenchData.OpenAsync(accounts)) await new Sealing(data).RunAsync(Number(2, 10_000_000), Number(3, 500), TimeSpan.FromSeconds(Number(4, 60)));
        break;
    case "home":
        await using (var data = await BenchData.OpenAsync(accounts)) await new HomeBench(data).RunAsync(Number(2, 10_000_000), Number(3, Figures.Samples));
        break;
    default:
        Console.WriteLine("dotnet run -c Release --project bench -- data [accounts]      makes or shows the population that is measured");
        Console.WriteLine("dotnet run -c Release --project bench -- loading [accounts]   the bulk loader against a raw COPY and CREATE INDEX");
        Console.WriteLine("dotnet run -c Release --project bench -- imports [lines]   a file of that many lines: preview, application, and the same file again");
        Console.WriteLine("dotnet run -c Release --project bench -- search [accounts]    the type-ahead, case by case");
        Console.WriteLine("dotnet run -c Release --project bench -- keystroke [accounts] [texts]   from a key to the painted list in Chromium");
        Console.WriteLine("dotnet run -c Release --project bench -- start [accounts] [runs]   from the start of the application to its first page");
        Console.WriteLine("dotnet run -c Release --project bench -- sign-ins [accounts] [clients] [seconds]   sign-ins a second, and the search beside half of them");
        Console.WriteLine("dotnet run -c Release --project bench -- drain [accounts] [mails] [connections]   mails a second from a full outbox to an SMTP server");
        Console.WriteLine("dotnet run -c Release --project bench -- aide [accounts] [seconds]   « Besoin d'aide ? » a second, against plain loads of its page");
        Console.WriteLine("dotnet run -c Release --project bench -- asked [accounts] [a second] [asks]   from asking to the mail server");
        Console.WriteLine("dotnet run -c Release --project bench -- neutrality [accounts] [pairs]   whether the time tells if a login exists");
        Console.WriteLine("dotnet run -c Release --project bench -- fiche [accounts] [journal rows]   opening a fiche in the domain");
        Console.WriteLine("dotnet run -c Release --project bench -- requests [accounts] [requests]   the queue of requests, and the accounts that they may be about");
        Console.WriteLine("dotnet run -c Release --project bench -- list [accounts] [samples]   the list of accounts, filter by filter");
        Console.WriteLine("dotnet run -c Release --project bench -- fiche-pages [accounts] [journal rows] [samples]   from the click to the painted fiche, from a commit to its words");
        Console.WriteLine("dotnet run -c Release --project bench -- slips [slips] [accounts]   a batch of slips until it is ready, shown and printed");
        Console.WriteLine("dotnet run -c Release --project bench -- circuits [accounts] [circuits]   memory of the application for each open fiche");
        Console.WriteLine("dotnet run -c Release --project bench -- access [accounts] [samples]   the gate, and the look at a session");
        Console.WriteLine("dotnet run -c Release --project bench -- callback [accounts] [samples]   the browser back from the identity provider, until it has a session");
        Console.WriteLine("dotnet run -c Release --project bench -- journal [accounts] [journal rows] [samples]   the page of the journal, filter by filter");
        Console.WriteLine("dotnet run -c Release --project bench -- sealing [accounts] [journal rows] [actions a second] [seconds]   how old a journal row becomes before it is sealed");
        Console.WriteLine("dotnet run -c Release --project bench -- home [accounts] [journal rows] [samples]   what the home page reads");
        Console.WriteLine("dotnet run -c Release --project bench -- assistance [accounts] [a second] [requests]   the parents' form, beside 200,000 requests");
        break;
}

int Number(int place, int otherwise) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : otherwise;
