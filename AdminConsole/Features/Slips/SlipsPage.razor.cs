using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Domain.Search;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Slips;

/// <summary>Orders slips for a class or a school, shows how far they are, then the sheets: once, in this circuit and nowhere else.</summary>
public sealed partial class SlipsPage(
    SlipBatches slips, AccountList accounts, AccountSelection selection, CurrentActor actor, NavigationManager navigation, TimeProvider clock) : IDisposable
{
    private readonly Press press = new(clock);
    private IReadOnlyList<SlipSchool> schools = [];
    private IReadOnlyList<string> classes = [];
    private IReadOnlyList<Guid>? among;
    private Profile profile = Profile.Student;
    private SlipsFor? chosen;
    private string? reason;
    private bool reasonRefused;
    private bool missing;
    private bool proofTooOld;
    private int? count;
    private (int Done, int Of)? progress;
    private CancellationTokenSource? issuing;
    private SlipsResult? printed;
    private BatchList? batches;
    private (NoticeKind Kind, string Text)? told;

    [SupplyParameterFromQuery(Name = Urls.SchoolKey)]
    private string? School { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ClassKey)]
    private string? ClassAsked { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ListKey)]
    private string? List { get; set; }

    /// <summary>The filters of the list that the slips are for; null for a class or a school as it is.</summary>
    private AccountFilter? Filter => string.IsNullOrEmpty(List) ? null : ListState.Read(UrlQuery.Read(List)).Filter;

    // Whoever chose a list has chosen already.
    private SlipsFor Whom => chosen ?? (Filter is null ? SlipsFor.WithoutContact : SlipsFor.Everybody);

    // What is no school of his is none.
    private Guid? SchoolId => Guid.TryParse(School, out var id) && schools.Any(s => s.Id == id) ? id : null;

    private string? ClassName => classes.Contains(ClassAsked) ? ClassAsked : null;

    private bool Waiting => !RendererInfo.IsInteractive || progress is not null;

    private string Counted => count switch
    {
        null => "",
        0 => T["CountNone"],
        1 => T["CountOne"],
        > SlipBatches.MostInABatch => T["CountTooMany", count, SlipBatches.MostInABatch],
        _ => T["CountSeveral", count],
    };

    /// <summary>Whoever leaves stops it: what was issued by then is in its batch, and can be revoked.</summary>
    public void Dispose()
    {
        issuing?.Cancel();
        issuing?.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var who = await actor.GetAsync();
        if (schools is []) schools = await slips.SchoolsAsync(who, CancellationToken.None);
        if (schools is [])
        {
            navigation.NotFound();
            return;
        }
        classes = SchoolId is { } id ? await accounts.ClassesAsync(who, id, CancellationToken.None) : [];
        among = Filter is { } filter && SchoolId is { } of
            ? await selection.IdsAsync(who, filter with { SchoolId = of, ClassName = ClassName }, SlipBatches.MostInABatch + 1, CancellationToken.None) : null;
        await CountAsync();
    }

    private void Go(string? school, string? className) =>
        navigation.NavigateTo(SlipsUrl(Guid.TryParse(school, out var id) ? id : null, className), replace: true);

    private string SlipsUrl(Guid? school, string? className) => Filter is null ? Urls.SlipsOf(school, className) : Urls.SlipsOfList(List!, school, className);

    private async Task SetProfileAsync(ChangeEventArgs change)
    {
        if (Enum.TryParse<Profile>(change.Value as string, out var one) && Enum.IsDefined(one)) profile = one;
        await CountAsync();
    }

    private async Task SetWhomAsync(SlipsFor one)
    {
        chosen = one;
        await CountAsync();
    }

    private SlipOrder? Order() => SchoolId is { } school ? new(school, ClassName, Filter is null ? profile : null, Whom, reason) { Among = among } : null;

    private async Task CountAsync() => count = Order() is { } order ? await slips.CountAsync(await actor.GetAsync(), order, CancellationToken.None) : null;

    private Task IssueAsync()
    {
        (missing, reasonRefused, told) = (SchoolId is null, false, null);
        return Order() is { } order ? press.ActAsync(order, key => IssueAsync(order, key), SayOutage) : Task.CompletedTask;
    }

    private async Task IssueAsync(SlipOrder order, Guid key)
    {
        issuing?.Dispose();
        issuing = new();
        progress = (0, count ?? 0);
        try
        {
            var result = await slips.IssueAsync(await actor.GetAsync(), order, key, new Told(this), issuing.Token);
            (reasonRefused, proofTooOld) = (result.Outcome is SlipsOutcome.ReasonRefused, result.Outcome is SlipsOutcome.ProofTooOld);
            told = result.Outcome switch
            {
                SlipsOutcome.Printed => (NoticeKind.Good, result.Slips.Count == 1 ? T["PrintedOne"] : T["PrintedSeveral", result.Slips.Count]),
                SlipsOutcome.ReasonRefused or SlipsOutcome.ProofTooOld => null,
                _ => (NoticeKind.Bad, T[$"Outcome{result.Outcome}"]),
            };
            if (result.Outcome is SlipsOutcome.Printed) printed = result;
        }
        catch (OperationCanceledException) when (issuing.IsCancellationRequested)
        {
            told = (NoticeKind.Warning, T["Stopped"]);
            if (batches is not null) await batches.ReadAsync();
        }
        finally
        {
            progress = null;
        }
    }

    private void SayOutage() => told = (NoticeKind.Bad, T["Outage"]);

    private async Task Finish()
    {
        (printed, told, reason) = (null, null, null);
        await CountAsync();
    }

    /// <summary>Drawn at once, while the next one is made.</summary>
    private sealed class Told(SlipsPage page) : IProgress<(int Done, int Of)>
    {
        public void Report((int Done, int Of) value) => _ = page.InvokeAsync(() =>
        {
            if (page.progress is null) return;
            page.progress = value;
            page.StateHasChanged();
        });
    }
}
