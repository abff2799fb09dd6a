using AdminConsole.AccountParts;
using AdminConsole.Domain.Accounts;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Accounts;

/// <summary>« Créer un compte ». Likely homonyms and the login are shown while the names are typed; the fiche is where it ends.</summary>
public sealed partial class NewAccountPage(AccountCreation creation, SchoolsToManage schools, CurrentActor actor, NavigationManager navigation, TimeProvider clock)
{
    /// <summary>What is too long is said, not cut off.</summary>
    private const int MaxTyped = 300;

    private readonly Press press = new(clock);
    private readonly List<AccountHit> relatives = [];
    private Guid school;
    private Profile profile = Profile.Student;
    private string? family;
    private string? given;
    private string? birth;
    private string? className;
    private bool classIsMeant;
    private string? email;
    private string? mobile;
    private IReadOnlyList<Homonym> homonyms = [];
    private bool areOthers;
    private bool asked;
    private bool failed;
    private string? login;
    private string? told;

    [PersistentState]
    public IReadOnlyList<ManagedSchool>? Schools { get; set; }

    private IReadOnlyList<string> Classes { get; set; } = [];

    private NewAccountFaults Faults { get; set; } = NewAccountFaults.None;

    private NewAccount Typed => new(
        family, given, profile, profile is Profile.Student ? className : null, classIsMeant, profile is Profile.Student ? birth : null, email, mobile)
    {
        Family = [.. relatives.Select(one => one.Id)],
        Seen = areOthers ? [.. homonyms.Select(one => one.Id)] : [],
    };

    /// <summary>The same as long as nothing of it was changed.</summary>
    private string Wish => string.Join('\n', [school, family, given, profile, className, classIsMeant, birth, email, mobile, areOthers, .. relatives.Select(one => (object)one.Id)]);

    protected override async Task OnInitializedAsync()
    {
        try
        {
            Schools ??= await schools.ListAsync(await actor.GetAsync(), CancellationToken.None);
            if (Schools is [var first, ..]) await TakeSchoolAsync(first.Id);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            (Schools, failed) = (null, true);
        }
    }

    private Task TakeSchoolAsync(ChangeEventArgs change) => Guid.TryParse(change.Value as string, out var id) ? TakeSchoolAsync(id) : Task.CompletedTask;

    private async Task TakeSchoolAsync(Guid id)
    {
        school = id;
        Classes = await schools.ClassesAsync(await actor.GetAsync(), id, CancellationToken.None);
    }

    private Task TakeProfileAsync(ChangeEventArgs change)
    {
        if (!Enum.TryParse<Profile>(change.Value as string, out var chosen) || !Enum.IsDefined(chosen) || chosen == profile) return Task.CompletedTask;
        profile = chosen;
        relatives.Clear();
        return LookAsync();
    }

    private Task TakeBirthAsync(ChangeEventArgs change)
    {
        birth = change.Value as string;
        return LookAsync();
    }

    private void TakeClass(ChangeEventArgs change) => (className, classIsMeant, Faults) = (change.Value as string, false, Faults with { ClassName = null });

    private bool IsFamily(AccountHit hit) => (hit.Profile is Profile.Student) == (profile is Profile.Relative) && relatives.All(one => one.Id != hit.Id);

    private void AddFamily(AccountHit hit) => relatives.Add(hit);

    // As soon as there is a name: nobody types a form to the end for somebody who is there already.
    private async Task LookAsync()
    {
        if (string.IsNullOrWhiteSpace(family) || string.IsNullOrWhiteSpace(given)) return;
        try
        {
            var seen = await creation.LookAsync(await actor.GetAsync(), school, Typed, CancellationToken.None);
            Show(seen);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            // Creating it will say so, should it still be so then.
            login = null;
        }
    }

    private void Show(CreationResult result)
    {
        login = result.Login ?? login;
        // Somebody new among them has not been looked at.
        if (result.Homonyms.Any(one => homonyms.All(known => known.Id != one.Id))) areOthers = false;
        homonyms = result.Homonyms;
    }

    private Task CreateAsync() => press.ActAsync(Wish, async key =>
    {
        var result = await creation.CreateAsync(await actor.GetAsync(), school, key, Typed, CancellationToken.None);
        (Faults, asked) = (result.Faults, result.Outcome is CreationOutcome.Homonyms);
        told = result.Outcome switch
        {
            CreationOutcome.Created or CreationOutcome.Homonyms => null,
            CreationOutcome.Faulty => T["Faulty"].Value,
            CreationOutcome.FamilyRefused => T["FamilyRefused"].Value,
            CreationOutcome.SignedOut => Words["WhyNotSignedOut"].Value,
            CreationOutcome.NotFound => T["SchoolGone"].Value,
            CreationOutcome.FunctionTooLow => Words["WhyNotFunctionTooLow"].Value,
        };
        if (result is { Outcome: CreationOutcome.Created, AccountId: { } id })
        {
            navigation.NavigateTo($"{Urls.Account(id)}#{(string.IsNullOrWhiteSpace(email) ? "provisoire" : "courriel")}");
            return;
        }
        Show(result);
    }, () => told = Words["Outage"]);
}
