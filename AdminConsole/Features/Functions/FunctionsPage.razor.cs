using AdminConsole.Domain.Functions;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Functions;

/// <summary>Who administers what. For anybody but central administrators the page does not exist.</summary>
public sealed partial class FunctionsPage(FunctionList list, CurrentActor actor, NavigationManager navigation)
{
    /// <summary>A menu of links stays one only as long as it can be overlooked.</summary>
    private const int Most = 30;

    private IReadOnlyList<FunctionSchool> schools = [];
    private bool all;
    private bool failed;
    private string? typed;
    private string narrow = "";

    [SupplyParameterFromQuery(Name = Urls.TextKey)]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = Urls.SchoolKey)]
    private string? School { get; set; }

    [SupplyParameterFromQuery(Name = Urls.FunctionKey)]
    private string? OfFunction { get; set; }

    [SupplyParameterFromQuery(Name = Urls.EndedKey)]
    private string? Ended { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ByKey)]
    private string? By { get; set; }

    private FunctionPart? Part { get; set; }

    private bool IsByPerson => By == Urls.ByPerson;

    // What is no school or no function filters nothing, as if it were not there.
    private FunctionFilter Filter => new(
        string.IsNullOrWhiteSpace(Text) ? null : Text, Guid.TryParse(School, out var id) ? id : null,
        Enum.TryParse<Function>(OfFunction, out var function) && Enum.IsDefined(function) ? function : null, Ended is "true");

    protected override Task OnParametersSetAsync()
    {
        typed = Text;
        return ReadAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            var who = await actor.GetAsync();
            Part = await list.ReadAsync(who, Filter, CancellationToken.None);
            if (Part is null)
            {
                navigation.NotFound();
                return;
            }
            if (schools is []) (schools, all) = await list.SchoolsAsync(who, CancellationToken.None);
            failed = false;
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            failed = true;
        }
    }

    private void Search() => navigation.NavigateTo(Url(Filter with { Text = typed }));

    private string Url(FunctionFilter filter) => Urls.FunctionList(filter.Text, filter.SchoolId, filter.Function, filter.Ended, IsByPerson);

    private static string? Current(bool isCurrent) => isCurrent ? "true" : null;
}
