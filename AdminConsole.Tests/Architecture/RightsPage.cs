using System.Reflection;
using AdminConsole.Domain.Model;

namespace AdminConsole.Architecture;

/// <summary>Whom an act is about, seen from the operator: a column of docs/rights.md.</summary>
public enum Whom { Nobody, Lower, Same, Higher, Own, OutOfScope }

/// <summary>Who has a request for assistance, seen from the operator: a column of its table.</summary>
public enum Holder { Nobody, Himself, Lower, Same, Higher, OutOfScope }

/// <summary>docs/rights.md as a test reads it. Cells hold the gate's answer, null where there is no such rank.</summary>
internal sealed class RightsPage
{
    private static readonly string[] Columns =
        ["Act", "Function", "nobody with a function", "lower rank", "same rank", "higher rank", "own account", "out of scope"];

    private const string RequestId = "requestId";
    private static readonly string[] RequestColumns =
        ["Request act", "Function", "nobody has it", "himself", "lower function", "same function", "higher function", "out of scope"];

    /// <summary>Ids that an operation may take after its actor and that name no account.</summary>
    private static readonly string[] OtherIds = ["batchId", "schoolId", "changeId", "sessionId", "passkeyId", "importId", "runId", RequestId];

    private RightsPage(string text)
    {
        foreach (var row in Rows(text, Columns))
        {
            foreach (var whom in Enum.GetValues<Whom>())
                Cells.Add((Enum.Parse<Act>(row[0]), FunctionOf(row[1]), whom), AnswerOf(row[2 + (int)whom]));
        }
        foreach (var row in Rows(text, ["Operation", "Act"]))
            Operations.Add(row[0], [.. row[1].Split(", ").Select(Enum.Parse<Act>)]);
        foreach (var row in Rows(text, RequestColumns))
        {
            foreach (var holder in Enum.GetValues<Holder>())
                RequestCells.Add((Enum.Parse<RequestAct>(row[0]), FunctionOf(row[1]), holder), RequestAnswerOf(row[2 + (int)holder]));
        }
        foreach (var row in Rows(text, ["Request operation", "Request act"])) RequestOperations.Add(row[0], Enum.Parse<RequestAct>(row[1]));
    }

    public Dictionary<(Act Act, Function Function, Whom Whom), GateAnswer?> Cells { get; } = [];

    /// <summary>By « Class.Method », the acts that each asks for.</summary>
    public Dictionary<string, Act[]> Operations { get; } = [];

    public Dictionary<(RequestAct Act, Function Function, Holder Holder), RequestAnswer?> RequestCells { get; } = [];

    /// <summary>By « Class.Method », the act on a request that each asks for.</summary>
    public Dictionary<string, RequestAct> RequestOperations { get; } = [];

    public static RightsPage Parse(string text) => new(text);

    /// <summary>What the page does not say, of the acts there are and of the operations among the given types.</summary>
    public IEnumerable<string> Missing(IEnumerable<Type> types) =>
    [
        .. from act in Enum.GetValues<Act>()
           from function in Enum.GetValues<Function>()
           where !Cells.ContainsKey((act, function, Whom.Nobody))
           select $"{act} by {function} has no row",
        .. from name in types.SelectMany(OperationsOf).Distinct() where !Operations.ContainsKey(name) select $"{name} is not among the operations",
    ];

    /// <summary>The same for requests for assistance.</summary>
    public IEnumerable<string> MissingOfRequests(IEnumerable<Type> types) =>
    [
        .. from act in Enum.GetValues<RequestAct>()
           from function in Enum.GetValues<Function>()
           where !RequestCells.ContainsKey((act, function, Holder.Nobody))
           select $"{act} by {function} has no row",
        .. from name in types.SelectMany(RequestOperationsOf).Distinct() where !RequestOperations.ContainsKey(name) select $"{name} is not among the operations",
    ];

    /// <summary>Public methods that take an actor and a request.</summary>
    public static IEnumerable<string> RequestOperationsOf(Type type) =>
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let parameters = method.GetParameters()
        where type != typeof(RequestGate) && parameters.Zip(parameters.Skip(1)).Any(pair => pair.First.ParameterType == typeof(Actor) && pair.Second.Name == RequestId)
        select $"{type.Name}.{method.Name}";

    /// <summary>Public methods that take an actor and an account. An id right after an actor is an account's unless its name says what else.</summary>
    public static IEnumerable<string> OperationsOf(Type type) =>
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let parameters = method.GetParameters()
        where type != typeof(Gate) && parameters.Zip(parameters.Skip(1))
            .Any(pair => pair.First.ParameterType == typeof(Actor) && pair.Second.ParameterType == typeof(Guid) && !OtherIds.Contains(pair.Second.Name))
        select $"{type.Name}.{method.Name}";

    private static IEnumerable<string[]> Rows(string text, string[] header) => text.Split('\n')
        .SkipWhile(line => !CellsOf(line).SequenceEqual(header)).Skip(2).TakeWhile(line => line.StartsWith('|')).Select(CellsOf);

    private static string[] CellsOf(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];

    private static Function FunctionOf(string cell) => cell switch
    {
        "Agent d'assistance" => Function.Support,
        "ADML" => Function.LocalAdmin,
        "ADMC" => Function.CentralAdmin,
        _ => throw new FormatException($"« {cell} » is no function."),
    };

    private static RequestAnswer? RequestAnswerOf(string cell) => cell switch
    {
        "–" => null,
        "yes" => RequestAnswer.Allowed,
        _ => Enum.Parse<RequestAnswer>(cell),
    };

    private static GateAnswer? AnswerOf(string cell) => cell switch
    {
        "–" => null,
        "yes" => GateAnswer.Allowed,
        _ => Enum.Parse<GateAnswer>(cell),
    };
}
