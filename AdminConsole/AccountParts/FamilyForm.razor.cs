using AdminConsole.Controls;
using AdminConsole.Domain.Accounts;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>Adds and ends the responsables of a pupil, or the enfants of a parent; « Annuler » takes back what was just done.</summary>
public sealed partial class FamilyForm(AccountFamily family, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private (NoticeKind Kind, string Text)? told;
    private Func<Task>? undo;

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    /// <summary>Something of the account changed: the fiche is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private bool IsPupil => Fiche.Profile is Profile.Student;

    private IReadOnlyList<Relative> People => IsPupil ? Fiche.Parents : Fiche.Children;

    private bool MayBe(AccountHit hit) => (hit.Profile is Profile.Student) != IsPupil && hit.Id != Fiche.Id && People.All(one => one.Id != hit.Id);

    private Task AddAsync(Guid id, string familyName, string givenName) =>
        ActAsync(("add", id), T["Added", PersonName.Listed(familyName, givenName)],
            (who, key) => family.AddAsync(who, Fiche.Id, key, id, CancellationToken.None), () => EndAsync(id, familyName, givenName));

    private Task EndAsync(Guid id, string familyName, string givenName) =>
        ActAsync(("end", id), T["Ended", PersonName.Listed(familyName, givenName)],
            (who, key) => family.EndAsync(who, Fiche.Id, key, id, CancellationToken.None), () => AddAsync(id, familyName, givenName));

    private Task ActAsync(object what, string success, Func<Actor, Guid, Task<FamilyOutcome>> operation, Func<Task> back) => press.ActAsync(what, async key =>
    {
        var outcome = await operation(await actor.GetAsync(), key);
        told = outcome switch
        {
            FamilyOutcome.Done => (NoticeKind.Good, success),
            FamilyOutcome.NothingToDo => (NoticeKind.Information, T["NothingToDo"].Value),
            FamilyOutcome.NotAPair or FamilyOutcome.OtherRefused => (NoticeKind.Bad, T[$"{outcome}"].Value),
            FamilyOutcome.SignedOut or FamilyOutcome.NotFound or FamilyOutcome.OwnAccount or FamilyOutcome.HigherRank or FamilyOutcome.FunctionTooLow =>
                (NoticeKind.Bad, Words[$"WhyNot{outcome}"].Value),
        };
        undo = outcome is FamilyOutcome.Done ? back : null;
        await Changed.InvokeAsync();
    }, () => told = (NoticeKind.Bad, Words["Outage"]));
}
