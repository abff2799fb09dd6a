using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Bulk;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Search;

/// <summary>« Rechercher un utilisateur », and below it the whole list, filtered and paged by the URL.</summary>
public sealed partial class SearchPage(
    AccountSearch search, AccountList accounts, AccountExport export, BulkRuns bulk, CurrentActor actor, NavigationManager navigation, ILogger<SearchPage> log) : IDisposable
{
    private CancellationTokenSource? reading;
    private IReadOnlyList<SchoolChoice> schools = [];
    private bool failed;
    private ElementReference heading;
    private ListState? drawn;
    private int? count;
    private AccountFilter? counted;
    private bool mayExport;
    private bool mayAct;

    [SupplyParameterFromQuery(Name = Urls.TextKey)]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = Urls.SchoolKey)]
    private string? School { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ClassKey)]
    private string? ClassName { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ProfileKey)]
    private string? OfProfile { get; set; }

    [SupplyParameterFromQuery(Name = Urls.SourceKey)]
    private string? OfSource { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ActivationKey)]
    private string? Activation { get; set; }

    [SupplyParameterFromQuery(Name = Urls.BlockedKey)]
    private string? Blocked { get; set; }

    [SupplyParameterFromQuery(Name = Urls.EmailKey)]
    private string? Email { get; set; }

    [SupplyParameterFromQuery(Name = Urls.MobileKey)]
    private string? Mobile { get; set; }

    [SupplyParameterFromQuery(Name = Urls.SinceKey)]
    private string? Since { get; set; }

    [SupplyParameterFromQuery(Name = Urls.DeletedKey)]
    private string? Deleted { get; set; }

    [SupplyParameterFromQuery(Name = Urls.OrderKey)]
    private string? Order { get; set; }

    [SupplyParameterFromQuery(Name = Urls.AfterKey)]
    private string? After { get; set; }

    [SupplyParameterFromQuery(Name = Urls.BeforeKey)]
    private string? Before { get; set; }

    [SupplyParameterFromQuery(Name = Urls.FileKey)]
    private string? File { get; set; }

    /// <summary>Carried from the page as the server drew it to the circuit, so that nothing flickers in between.</summary>
    [PersistentState]
    public Listed? List { get; set; }

    public void Dispose()
    {
        reading?.Cancel();
        reading?.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var asked = Asked();
        reading?.Cancel();
        reading?.Dispose();
        reading = new();
        var cancel = reading.Token;
        try
        {
            var who = await actor.GetAsync();
            if (schools is [])
            {
                schools = await accounts.SchoolsAsync(who, cancel);
                (mayExport, mayAct) = (await export.MayAsync(who, cancel), await bulk.MayAsync(who, cancel));
            }
            if (List is not { } now || now.State != asked)
            {
                if (counted != asked.Filter) count = null;
                List = await ReadAsync(who, asked, cancel);
            }
            failed = false;
            // Not on the way of the page: it is drawn, and then told how many there are.
            if (!RendererInfo.IsInteractive || counted == asked.Filter) return;
            count = null;
            StateHasChanged();
            (count, counted) = (await accounts.CountAsync(who, asked.Filter, cancel), asked.Filter);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Another page was asked for, or the list left.
            return;
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            Log.NotRead(log, fault);
            (List, failed) = (null, true);
        }
    }

    // What was clicked may be gone: whoever comes by keyboard goes on where the new list begins.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (List is not { } list || list.State == drawn) return;
        var isAnother = drawn is not null;
        drawn = list.State;
        if (isAnother) await heading.FocusAsync();
    }

    private async Task<Listed> ReadAsync(Actor who, ListState state, CancellationToken cancel)
    {
        var page = await accounts.ReadAsync(who, state.Filter, state.Order, state.After, state.Before, cancel);
        var classes = state.Filter.SchoolId is { } id ? await accounts.ClassesAsync(who, id, cancel) : [];
        return new(state, page, schools.FirstOrDefault(s => s.Id == state.Filter.SchoolId), classes);
    }

    private ListState Asked() => ListState.Read(key => key switch
    {
        Urls.TextKey => Text,
        Urls.SchoolKey => School,
        Urls.ClassKey => ClassName,
        Urls.ProfileKey => OfProfile,
        Urls.SourceKey => OfSource,
        Urls.ActivationKey => Activation,
        Urls.BlockedKey => Blocked,
        Urls.EmailKey => Email,
        Urls.MobileKey => Mobile,
        Urls.SinceKey => Since,
        Urls.DeletedKey => Deleted,
        Urls.OrderKey => Order,
        Urls.AfterKey => After,
        Urls.BeforeKey => Before,
        _ => null,
    });

    // French counts 0 and 1 in the singular; a list of nobody says so itself.
    private string Counted(int many) => many switch
    {
        0 => "",
        1 => T["CountOne"],
        > AccountList.MostCounted => T["CountMore", AccountList.MostCounted],
        _ => T["Count", many],
    };

    private async Task<Found<AccountHit>> FindAsync(string text, CancellationToken cancel)
    {
        try
        {
            var result = await search.FindAsync(await actor.GetAsync(), text, cancel);
            return new(result.Hits, result.HasMore, result.AreNearSpellings);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested && Outage.Caused(fault))
        {
            Log.NotSearched(log, fault);
            return new([], Failed: true);
        }
    }

    private void Open(AccountHit hit) => navigation.NavigateTo(Urls.Account(hit.Id));

    private void ShowAll(string text) => navigation.NavigateTo(MoreUrl(text));

    private static string MoreUrl(string text) => Urls.AccountList(text);

    /// <summary>What the list shows, and for which URL. Without the schools to choose from: a central administrator has thousands.</summary>
    public sealed record Listed(ListState State, AccountPage Page, SchoolChoice? School, IReadOnlyList<string> Classes);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer a search")]
        public static partial void NotSearched(ILogger logger, Exception fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer for the list of accounts")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
