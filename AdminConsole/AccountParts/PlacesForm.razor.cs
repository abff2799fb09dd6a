using System.Globalization;
using AdminConsole.Controls;
using AdminConsole.Domain.Accounts;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>Schools and classes of one account, as far as they are the actor's; « Annuler » takes back what was just done.</summary>
public sealed partial class PlacesForm(AccountPlaces accountPlaces, ManagedAccount managed, SchoolsToManage schoolsToManage, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private readonly Dictionary<Guid, IReadOnlyList<string>> classes = [];
    private readonly Dictionary<Guid, string?> typed = [];
    private IReadOnlyList<ManagedPlace> places = [];
    private IReadOnlyList<ManagedSchool>? schools;
    private ElementReference schoolField;
    private bool opening;
    private Guid school;
    private string? newClass;
    private string? firstDay;
    private bool meant;

    /// <summary>What the latest press was answered, and for which place; none for a new one.</summary>
    private (Guid Place, PlaceOutcome Outcome)? asked;
    private (NoticeKind Kind, string Text)? told;
    private Func<Task>? undo;

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    /// <summary>Something of the account changed: the fiche is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    protected override Task OnParametersSetAsync() => RendererInfo.IsInteractive ? ReadAsync() : Task.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!opening || !schoolField.IsDrawn()) return;
        opening = false;
        await schoolField.FocusAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            places = await managed.PlacesAsync(await actor.GetAsync(), Fiche.Id, CancellationToken.None);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            told = (NoticeKind.Bad, Words["Outage"]);
        }
    }

    private string Days(ManagedPlace place) => place.LastDay is { } last
        ? T["FromTo", Day(place.StartsOn), Day(last)]
        : T["Since", Day(place.StartsOn)];

    private static string Day(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    private string? ClassOf(ManagedPlace place) => typed.TryGetValue(place.Id, out var name) ? name : place.ClassName;

    private void TakeClass(ManagedPlace place, ChangeEventArgs change) => (typed[place.Id], meant, asked) = (change.Value as string, false, null);

    private IReadOnlyList<string> Known(Guid schoolId) => classes.GetValueOrDefault(schoolId, []);

    private string? FaultOf(Guid place, params PlaceOutcome[] those)
    {
        PlaceOutcome[] ofClass = [PlaceOutcome.ClassTooLong, PlaceOutcome.ClassMalformed, PlaceOutcome.ClassUnknown];
        return asked is { } answer && answer.Place == place && (those is [] ? ofClass : those).Contains(answer.Outcome) ? T[$"{answer.Outcome}"].Value : null;
    }

    private Task OpenAttachAsync() => press.ActAsync(async () =>
    {
        await ReadAsync();
        schools = await schoolsToManage.ListAsync(await actor.GetAsync(), CancellationToken.None);
        schools = [.. schools.Where(one => places.All(place => place.SchoolId != one.Id))];
        (school, opening, told, undo) = (schools is [var first, ..] ? first.Id : Guid.Empty, true, null, null);
        await ClassesAsync(school);
    }, () => told = (NoticeKind.Bad, Words["Outage"]));

    private Task TakeSchoolAsync(ChangeEventArgs change)
    {
        if (Guid.TryParse(change.Value as string, out var id)) school = id;
        return ClassesAsync(school);
    }

    private async Task ClassesAsync(Guid schoolId)
    {
        if (classes.ContainsKey(schoolId) || schoolId == Guid.Empty) return;
        classes[schoolId] = [];
        classes[schoolId] = await schoolsToManage.ClassesAsync(await actor.GetAsync(), schoolId, CancellationToken.None);
    }

    private Task AttachAsync()
    {
        DateOnly? first = DateOnly.TryParseExact(firstDay, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        var before = places.Select(place => place.Id).ToHashSet();
        return ActAsync(("attach", school, newClass, firstDay, meant), Guid.Empty, "Attached",
            (who, key) => accountPlaces.AttachAsync(who, Fiche.Id, key, (school, newClass, meant), first, CancellationToken.None),
            () => places.FirstOrDefault(place => !before.Contains(place.Id)) is { } added ? DetachAsync(added) : Task.CompletedTask);
    }

    private Task DetachAsync(ManagedPlace place, bool evenTheLast = false) => ActAsync(("detach", place.Id, evenTheLast), place.Id, "Detached",
        (who, key) => accountPlaces.DetachAsync(who, Fiche.Id, key, place.Id, null, evenTheLast, CancellationToken.None),
        () => KeepAsync(place.Id));

    private Task KeepAsync(Guid placeId) => ActAsync(("keep", placeId), placeId, "Kept",
        (who, key) => accountPlaces.KeepAsync(who, Fiche.Id, key, placeId, CancellationToken.None), null);

    private Task ChangeClassAsync(ManagedPlace place) => ChangeClassAsync(place, ClassOf(place), place.ClassName, meant);

    private Task ChangeClassAsync(ManagedPlace place, string? to, string? from, bool isMeant) => ActAsync(("class", place.Id, to, from, isMeant), place.Id, "ClassSaved",
        (who, key) => accountPlaces.ChangeClassAsync(who, Fiche.Id, key, place.Id, (from, to, isMeant), CancellationToken.None),
        () => ChangeClassAsync(place, from, places.FirstOrDefault(one => one.Id == place.Id)?.ClassName, isMeant: true));

    private Task ActAsync(object what, Guid placeId, string success, Func<Actor, Guid, Task<PlaceOutcome>> operation, Func<Task>? back) => press.ActAsync(what, async key =>
    {
        var outcome = await operation(await actor.GetAsync(), key);
        asked = (placeId, outcome);
        told = outcome switch
        {
            PlaceOutcome.Done => (NoticeKind.Good, T[success].Value),
            PlaceOutcome.NothingToDo => (NoticeKind.Information, T["NothingToDo"].Value),
            PlaceOutcome.Stale => (NoticeKind.Warning, T["Stale"].Value),
            PlaceOutcome.SchoolRefused => (NoticeKind.Bad, T["SchoolRefused"].Value),
            PlaceOutcome.AlreadyThere or PlaceOutcome.ClassTooLong or PlaceOutcome.ClassMalformed or PlaceOutcome.ClassUnknown or PlaceOutcome.DayRefused or PlaceOutcome.LastSchool => null,
            PlaceOutcome.SignedOut or PlaceOutcome.NotFound or PlaceOutcome.OwnAccount or PlaceOutcome.HigherRank or PlaceOutcome.FunctionTooLow => (NoticeKind.Bad, Words[$"WhyNot{outcome}"].Value),
        };
        undo = outcome is PlaceOutcome.Done ? back : null;
        if (told is null) return;
        if (outcome is PlaceOutcome.Done)
        {
            (schools, newClass, firstDay, meant) = (null, null, null, false);
            typed.Remove(placeId);
        }
        await ReadAsync();
        await Changed.InvokeAsync();
    }, () => told = (NoticeKind.Bad, Words["Outage"]));
}
