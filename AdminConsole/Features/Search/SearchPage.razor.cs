using AdminConsole.Controls;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Search;

/// <summary>« Rechercher un utilisateur », and below it the whole list.</summary>
public sealed partial class SearchPage(AccountSearch search, CurrentActor actor, NavigationManager navigation, ILogger<SearchPage> log)
{
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

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer a search")]
        public static partial void NotSearched(ILogger logger, Exception fault);
    }
}
