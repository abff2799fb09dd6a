using AdminConsole.AccountParts;
using AdminConsole.Domain.Bulk;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Bulk;

/// <summary>What can be done to all accounts of a list that the URL names, and what was done to others lately.</summary>
public sealed partial class BulkPage(
    BulkRuns runs, BulkReader reader, AccountSelection selection, SmsGateway gateway, CurrentActor actor, NavigationManager navigation, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private IReadOnlyList<BulkHeader> latest = [];
    private BulkKind? kind = BulkKind.ResetByMail;
    private bool slips;
    private int? count;
    private string? told;

    private string List => UrlQuery.Of(navigation.Uri);

    private IEnumerable<BulkKind> Kinds => Enum.GetValues<BulkKind>().Where(one => one is not BulkKind.ResetBySms || gateway.Offered);

    protected override async Task OnParametersSetAsync()
    {
        var who = await actor.GetAsync();
        if (!await runs.MayAsync(who, CancellationToken.None))
        {
            navigation.NotFound();
            return;
        }
        try
        {
            count = await selection.CountAsync(who, State().Filter, BulkRuns.MostAccounts + 1, CancellationToken.None);
            latest = await reader.LatestAsync(who, CancellationToken.None);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            told = T["Outage"];
        }
    }

    private ListState State() => ListState.Read(UrlQuery.Read(List));

    private Task GoOnAsync()
    {
        told = null;
        var list = State();
        if (slips)
        {
            navigation.NavigateTo(Urls.SlipsOfList(List, list.Filter.SchoolId, list.Filter.ClassName));
            return Task.CompletedTask;
        }
        return kind is { } what ? press.ActAsync((what, List), key => BeginAsync(what, list.Filter, key), () => told = T["Outage"]) : Task.CompletedTask;
    }

    private async Task BeginAsync(BulkKind what, AccountFilter filter, Guid key)
    {
        var who = await actor.GetAsync();
        var accounts = await selection.IdsAsync(who, filter, BulkRuns.MostAccounts + 1, CancellationToken.None);
        var answer = await runs.BeginAsync(who, what, key, accounts, filter.SchoolId, List, CancellationToken.None);
        if (answer is BulkAnswered.Done) navigation.NavigateTo(Urls.BulkRun(key));
        else told = T[$"Answer{answer}"];
    }
}
