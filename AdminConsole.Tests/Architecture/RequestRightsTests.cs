using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Architecture;

/// <summary>What docs/rights.md says of requests for assistance is true: asked of the gate and tried by every operation.</summary>
public sealed class RequestRightsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly string Text = SourceTree.Read("docs/rights.md");
    private static readonly RightsPage Page = RightsPage.Parse(Text);
    private readonly Dictionary<string, Func<Actor, AssistanceRequest, Task<string>>> tries = Tries(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Each function before each holder; a colleague beside a lower or a higher one is each that there is.</summary>
    public static TheoryData<Function, Holder, Function?> Meetings()
    {
        var meetings = new TheoryData<Function, Holder, Function?>();
        foreach (var function in Enum.GetValues<Function>())
        {
            foreach (var holder in (Holder[])[Holder.Nobody, Holder.Himself, Holder.OutOfScope]) meetings.Add(function, holder, null);
            foreach (var other in Enum.GetValues<Function>()) meetings.Add(function, other < function ? Holder.Lower : other > function ? Holder.Higher : Holder.Same, other);
        }
        return meetings;
    }

    [Fact]
    public void The_page_names_every_act_and_every_operation()
    {
        Assert.Empty(Page.MissingOfRequests(typeof(AdminDb).Assembly.GetTypes()));
        Assert.Equal(Page.RequestOperations.Keys.Order(), tries.Keys.Order());
    }

    [Fact]
    public void What_the_page_left_out_is_found()
    {
        var shorter = RightsPage.Parse(string.Join('\n', Text.Split('\n').Where(line => !line.StartsWith("| Close | ADML |", StringComparison.Ordinal))));

        Assert.Equal(["Close by LocalAdmin has no row"], shorter.MissingOfRequests([]));
        Assert.Contains("PlantedOperation.Burn is not among the operations", Page.MissingOfRequests([typeof(PlantedOperation)]));
    }

    [Theory]
    [MemberData(nameof(Meetings))]
    public async Task Gate_and_operations_answer_as_the_page_says(Function function, Holder holder, Function? other)
    {
        var people = database.People;
        var (school, elsewhere) = (await people.SchoolAsync(), await people.SchoolAsync());
        var actor = await people.OperatorAsync(function, [school]);
        var colleague = other is { } rank ? await people.OperatorAsync(rank, [school]) : default;
        await people.AccountAsync("Le Goff", "Maï", [school, elsewhere], a => a.Profile = Profile.Relative);
        Guid? has = holder is Holder.Himself ? actor.AccountId : other is null ? null : colleague.AccountId;

        foreach (var (name, act) in Page.RequestOperations)
        {
            // Each of its own: what one act did is not before the next.
            var request = await new StoredRequests(database).StoredAsync(holder is Holder.OutOfScope ? elsewhere : school, r =>
            {
                if (act is RequestAct.Reopen) r.State = AssistanceState.Closed;
                (r.ClaimedBy, r.ClaimedAt) = (has, has is null ? null : DateTimeOffset.UnixEpoch);
            });
            var expected = Page.RequestCells[(act, function, holder)];
            await using (var db = database.Open()) Assert.Equal((act, expected), (act, await RequestGate.AskAsync(db, actor, request.Id, act, Cancel)));
            var answered = await tries[name](actor, request);
            // What is allowed may still come to nothing, for a reason of its own.
            Assert.Equal((name, expected), (name, Enum.TryParse<RequestAnswer>(answered, out var refused) ? refused : RequestAnswer.Allowed));
        }
    }

    private static Dictionary<string, Func<Actor, AssistanceRequest, Task<string>>> Tries(TestDatabase database)
    {
        var (desk, answers, reader) = (database.Get<AssistanceDesk>(), database.Get<AssistanceAnswers>(), database.Get<AssistanceReader>());
        var (matching, resets) = (database.Get<AssistanceMatching>(), database.Get<AssistanceResets>());
        return new()
        {
            ["AssistanceReader.ReadAsync"] = async (actor, it) => await reader.ReadAsync(actor, it.Id, Cancel) is null ? nameof(RequestAnswer.NotFound) : nameof(RequestAnswer.Allowed),
            ["AssistanceDesk.ClaimAsync"] = async (actor, it) => $"{await desk.ClaimAsync(actor, it.Id, Guid.NewGuid(), Cancel)}",
            ["AssistanceDesk.TakeOverAsync"] = async (actor, it) => $"{await desk.TakeOverAsync(actor, it.Id, Guid.NewGuid(), Cancel)}",
            ["AssistanceDesk.ReleaseAsync"] = async (actor, it) => $"{await desk.ReleaseAsync(actor, it.Id, Guid.NewGuid(), Cancel)}",
            ["AssistanceDesk.NoteAsync"] = async (actor, it) => $"{await desk.NoteAsync(actor, it.Id, Guid.NewGuid(), "Vu.", Cancel)}",
            ["AssistanceDesk.CloseAsync"] = async (actor, it) => $"{await desk.CloseAsync(actor, it.Id, Guid.NewGuid(), it.Version, AssistanceClosure.Solved, Cancel)}",
            ["AssistanceDesk.ReopenAsync"] = async (actor, it) => $"{await desk.ReopenAsync(actor, it.Id, Guid.NewGuid(), Cancel)}",
            ["AssistanceDesk.RerouteAsync"] = async (actor, it) => $"{await desk.RerouteAsync(actor, it.Id, Guid.NewGuid(), it.Version, "9999999Z", Cancel)}",
            // The parent found by name is of the request's school; out of scope there is none.
            ["AssistanceMatching.FindAsync"] = async (actor, it) => (await matching.FindAsync(actor, it.Id, Cancel)).Parents is [] ? nameof(RequestAnswer.NotFound) : nameof(RequestAnswer.Allowed),
            ["AssistanceResets.TieAsync"] = async (actor, it) => $"{await resets.TieAsync(actor, it.Id, actor.AccountId, Cancel)}",
            ["AssistanceAnswers.SendAsync"] = async (actor, it) => $"{await answers.SendAsync(actor, it.Id, Guid.NewGuid(), it.Version, "Bonjour.", Cancel)}",
        };
    }

    private sealed class PlantedOperation
    {
        public static string Burn(Actor actor, Guid requestId) => $"{actor} {requestId}";
    }
}
