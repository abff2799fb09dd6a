using AdminConsole.Controls;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Search;

/// <summary>« Rechercher un utilisateur », and below it the whole list, filtered and paged by the URL.</summary>
public sealed partial class SearchPage(
    AccountSearch search, AccountList accounts, CurrentActor actor, NavigationManager navigation, ILogger<SearchPage> log) : IDisposable
{
    private CancellationTokenSource? reading;
    private IReadOnlyList<SchoolChoice> schools = [];
    private bool failed;

    [SupplyParameterFromQuery(Name = Urls.TextKey)]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = Urls.SchoolKey)]
    private string? School { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ClassKey)]
    private string? ClassName { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ProfileKey)]
    private string? OfProfile { get; set; }

    [SupplyParameterFromQuery(Name = Urls.AfterKey)]
    private string? After { get; set; }

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
        var filter = Filter();
        reading?.Cancel();
        reading?.Dispose();
        reading = new();
        var cancel = reading.Token;
        try
        {
            var who = await actor.GetAsync();
            if (schools is []) schools = await accounts.SchoolsAsync(who, cancel);
            if (List is not { } now || now.Filter != filter || now.After != After) List = await ReadAsync(who, filter, cancel);
            failed = false;
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

    private async Task<Listed> ReadAsync(Actor who, AccountFilter filter, CancellationToken cancel)
    {
        var page = await accounts.ReadAsync(who, filter, After, cancel);
        var classes = filter.SchoolId is { } id ? await accounts.ClassesAsync(who, id, cancel) : [];
        return new(filter, After, page, schools.FirstOrDefault(s => s.Id == filter.SchoolId), classes);
    }

    // What is no school or no profile filters nothing, as if it were not there.
    private AccountFilter Filter()
    {
        Guid? school = Guid.TryParse(School, out var id) ? id : null;
        Profile? profile = Enum.TryParse<Profile>(OfProfile, out var known) && Enum.IsDefined(known) ? known : null;
        return new(string.IsNullOrWhiteSpace(Text) ? null : Text, school, school is null || string.IsNullOrWhiteSpace(ClassName) ? null : ClassName, profile);
    }

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

    private static string Url(Listed list, string? after) =>
        Urls.AccountList(list.Filter.Text, list.Filter.SchoolId, list.Filter.ClassName, list.Filter.Profile, after);

    /// <summary>What the list shows, and for which URL. Without the schools to choose from: a central administrator has thousands.</summary>
    public sealed record Listed(AccountFilter Filter, string? After, AccountPage Page, SchoolChoice? School, IReadOnlyList<string> Classes);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer a search")]
        public static partial void NotSearched(ILogger logger, Exception fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer for the list of accounts")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
