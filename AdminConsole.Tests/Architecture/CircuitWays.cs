using AdminConsole.AccountParts;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Functions;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Features.Approvals;
using AdminConsole.Features.Fiche;
using AdminConsole.Features.Functions;
using AdminConsole.Making;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Architecture;

/// <summary>
/// For each operation of docs/rights.md the way that leads to it in an open circuit: the real card is drawn and filled in while all is allowed, and what
/// is given back is its last event, which a browser would send, or anybody who writes to the circuit. It says what the page shows then.
/// </summary>
public abstract class CircuitWays : CardTest
{
    private static readonly CallerCheck InPerson = new(VerifiedHow.InPerson);

    protected CircuitWays(TestDatabase database) : base(database)
    {
        Ways = new()
        {
            ["FicheReader.ReadAsync"] = OpenFicheAsync,
            ["MessageStatuses.LatestAsync"] = OpenFicheAsync,
            ["FicheHistory.LatestAsync"] = OpenFicheAsync,
            ["RecentFiches.OpenedAsync"] = OpenFicheAsync,
            ["FicheViewers.ArriveAsync"] = OpenFicheAsync,
            ["FicheViewers.OthersAsync"] = OpenFicheAsync,
            ["CallerChecks.ForAsync"] = async () => Last(await CardAsync<ResetCard>(), card => card.Find("#courriel").InputAsync("nouvelle@example.org")),
            ["CallerCodes.SendAsync"] = async () => Last(await ByCodeAsync(), card => Button(card, "Envoyer le code").ClickAsync(new())),
            ["CallerCodes.CheckAsync"] = async () =>
            {
                var card = await ByCodeAsync();
                await Button(card, "Envoyer le code").ClickAsync(new());
                await card.InvokeAsync(() => card.Find("#courriel-code").InputAsync("000000"));
                return Last(card, c => Button(c, "Vérifier le code").ClickAsync(new()));
            },
            ["PasswordReset.SendAsync"] = async () => Last(await ChangedAsync(), card => card.Find("form").SubmitAsync()),
            ["PasswordReset.SaveOnlyAsync"] = async () => Last(await ChangedAsync(), card => Button(card, "Enregistrer sans envoyer").ClickAsync(new())),
            ["PasswordReset.AskApprovalAsync"] = async () =>
            {
                await HoldsFunctionAsync();
                var card = await ChangedAsync();
                await card.InvokeAsync(() => card.Find("#courriel-motif").InputAsync("essai"));
                return Last(card, c => Button(c, "Demander l’approbation").ClickAsync(new()));
            },
            ["PasswordReset.ResendAsync"] = async () =>
            {
                await SentAsync();
                return Last(await CardAsync<AccountParts.MessageStatus>(), card => Button(card, "Renvoyer").ClickAsync(new()));
            },
            ["PasswordReset.SendToParentAsync"] = async () =>
            {
                await ParentAsync();
                return Last(await CardAsync<FamilyCard>(), card => card.Find("button").ClickAsync(new()));
            },
            ["ProvisionalPasswords.IssueAsync"] = async () => Last(await WantedAsync(), card => Button(card, "Afficher").ClickAsync(new())),
            ["ProvisionalPasswords.AskApprovalAsync"] = async () =>
            {
                await HoldsFunctionAsync();
                var card = await WantedAsync();
                await card.InvokeAsync(() => card.Find("#provisoire-motif").InputAsync("essai"));
                return Last(card, c => Button(c, "Demander l’approbation").ClickAsync(new()));
            },
            ["ProvisionalPasswords.RevokeAsync"] = async () =>
            {
                await Database.Get<ProvisionalPasswords>().IssueAsync(Operator, Pupil.Id, Guid.NewGuid(), InPerson, Cancel);
                return Last(await CardAsync<ProvisionalCard>(), card => Button(card, "Révoquer").ClickAsync(new()));
            },
            ["AccountAlias.LookAsync"] = async () => Last(await AliasAsync(), card => card.Find("input").InputAsync($"lou-{Pupil.Id:N}")),
            ["AccountAlias.SaveAsync"] = async () =>
            {
                var card = await AliasAsync();
                await card.InvokeAsync(() => card.Find("input").InputAsync($"lou-{Pupil.Id:N}"));
                return Last(card, c => c.Find("form").SubmitAsync());
            },
            ["AccountAccess.BlockAsync"] = async () =>
            {
                var card = await CardAsync<AccessCard>();
                await Button(card, "Bloquer le compte…").ClickAsync(new());
                await card.InvokeAsync(() => card.Find("#motif").ChangeAsync("essai"));
                return Last(card, c => c.Find("form").SubmitAsync());
            },
            ["AccountAccess.UnblockAsync"] = async () =>
            {
                await Database.ExecuteAsOwnerAsync($"UPDATE accounts SET blocked_at = now() WHERE id = '{Pupil.Id}'");
                return Last(await CardAsync<AccessCard>(), card => Button(card, "Débloquer").ClickAsync(new()));
            },
            ["AccountAccess.EndSessionsAsync"] = async () =>
            {
                await Database.People.SignedInAsync(Pupil.Id);
                return Last(await CardAsync<AccessCard>(), card => Button(card, "Fermer").ClickAsync(new()));
            },
            ["AccountAccess.LiftDelayAsync"] = async () =>
            {
                await Database.ExecuteAsOwnerAsync(
                    $"INSERT INTO sign_in_delays (login, network, failures, last_failed_at, delayed_until) VALUES ('{Pupil.Login}', '192.0.2.1', 5, now(), now() + interval '1 hour')");
                return Last(await CardAsync<AccessCard>(), card => Button(card, "Lever").ClickAsync(new()));
            },
            ["AssistanceSendOn.OpenAsync"] = async () =>
            {
                var card = await CardAsync<SendOnCard>();
                await card.InvokeAsync(() => Button(card, "Transmettre").Click());
                await card.InvokeAsync(() => card.Find("#transmission").Input("essai"));
                return Last(card, c => c.InvokeAsync(() => c.Find("form").SubmitAsync()));
            },
            ["AssistanceSendOn.OpenOneAsync"] = async () =>
            {
                await Database.Get<AssistanceSendOn>().OpenAsync(Operator, Pupil.Id, Guid.NewGuid(), AssistanceReason.Other, "essai", Cancel);
                var (card, fiche) = (await CardAsync<SendOnCard>(), await FicheAsync());
                return Last(card, c => c.InvokeAsync(() => c.Render(with => with.Add(part => part.Fiche, fiche with { Version = 99 }))));
            },
            ["SecondFactorClearing.ClearAsync"] = async () => Last(await WithFactorAsync(), card => Button(card, "Effacer").ClickAsync(new())),
            ["SecondFactorClearing.AskApprovalAsync"] = async () =>
            {
                await HoldsFunctionAsync();
                var card = await WithFactorAsync();
                await card.InvokeAsync(() => card.Find("#facteur-motif").InputAsync("essai"));
                return Last(card, c => Button(c, "Demander l’approbation").ClickAsync(new()));
            },
            ["ManagedAccount.PlacesAsync"] = OpenFicheAsync,
            ["AccountIdentity.SaveAsync"] = async () =>
            {
                var card = await CardAsync<IdentityForm>();
                await card.InvokeAsync(() => card.Find("#gerer-nom").ChangeAsync("Grand"));
                return Last(card, c => c.Find("form.identity").SubmitAsync());
            },
            ["AccountIdentity.ChangeLoginAsync"] = async () =>
            {
                await Database.ExecuteAsOwnerAsync($"UPDATE grants SET function = 3 WHERE account_id = '{Operator.AccountId}'");
                var card = await CardAsync<IdentityForm>();
                await card.InvokeAsync(() => card.Find("#gerer-login").ChangeAsync($"lou.{Pupil.Id:N}"));
                return Last(card, c => c.Find("form.login").SubmitAsync());
            },
            ["AccountPlaces.AttachAsync"] = async () =>
            {
                var second = await Database.People.SchoolAsync();
                await Database.People.GrantAsync(Operator.AccountId, Function.LocalAdmin, second.Id);
                var card = await PlacesAsync();
                await Button(card, "Rattacher").ClickAsync(new());
                return Last(card, c => c.Find("form.attach").SubmitAsync());
            },
            ["AccountPlaces.DetachAsync"] = async () =>
            {
                var card = await PlacesAsync();
                await Button(card, "Détacher").ClickAsync(new());
                return Last(card, c => Button(c, "Détacher quand même").ClickAsync(new()));
            },
            ["AccountPlaces.KeepAsync"] = async () =>
            {
                await Database.ExecuteAsOwnerAsync($"UPDATE memberships SET ends_on = today() + 5 WHERE account_id = '{Pupil.Id}'");
                return Last(await PlacesAsync(), card => Button(card, "Annuler le détachement").ClickAsync(new()));
            },
            ["AccountPlaces.ChangeClassAsync"] = async () =>
            {
                await Database.ExecuteAsOwnerAsync($"UPDATE memberships SET class_name = '6e C' WHERE account_id = '{Operator.AccountId}'");
                var card = await PlacesAsync();
                await card.InvokeAsync(() => card.Find("form.line input").ChangeAsync("6e C"));
                return Last(card, c => c.Find("form.line").SubmitAsync());
            },
            ["AccountFamily.AddAsync"] = async () =>
            {
                await ParentAsync();
                await Database.ExecuteAsOwnerAsync($"DELETE FROM relations WHERE child_id = '{Pupil.Id}'");
                var card = await CardAsync<FamilyForm>();
                await card.InvokeAsync(() => card.Find("#gerer-famille").InputAsync("petit"));
                return Last(card, c => c.Find(".finder button").ClickAsync(new()));
            },
            ["AccountFamily.EndAsync"] = async () =>
            {
                await ParentAsync();
                return Last(await CardAsync<FamilyForm>(), card => Button(card, "Mettre fin").ClickAsync(new()));
            },
            ["AccountDeletion.ProposeAsync"] = async () => Last(await CardAsync<DeletionForm>(), card => Button(card, "Pré-supprimer").ClickAsync(new())),
            ["AccountDeletion.RestoreAsync"] = async () =>
            {
                await Database.ExecuteAsOwnerAsync($"UPDATE accounts SET deletion_due_at = now() + interval '9 days' WHERE id = '{Pupil.Id}'");
                return Last(await CardAsync<DeletionForm>(), card => Button(card, "Restaurer").ClickAsync(new()));
            },
            ["FunctionGrants.GrantAsync"] = async () =>
            {
                var school = await CentralAsync();
                var form = Render<GrantForm>(with => with.Add(f => f.Schools, [new(school.Id, school.Name, school.Town)]).Add(f => f.All, false));
                await form.Find("#personne").InputAsync("petit");
                await form.Find(".finder button").ClickAsync(new());
                return Last(form, f => f.Find("form").SubmitAsync());
            },
            ["FunctionGrants.WithdrawAsync"] = async () =>
            {
                var school = await CentralAsync();
                await Database.People.GrantAsync(Pupil.Id, Function.Support, school.Id);
                var rows = (await Database.Get<FunctionList>().ReadAsync(Operator, new(), Cancel))!.Rows.Where(row => row.AccountId == Pupil.Id);
                var table = Render<FunctionTable>(with => with.Add(t => t.Rows, [.. rows]));
                await Button(table, "Retirer").ClickAsync(new());
                return Last(table, t => t.Find("form").SubmitAsync());
            },
            ["ApprovalDecisions.ApproveAsync"] = async () => Last(await AskedAsync(), page => Button(page, "Approuver").ClickAsync(new())),
            ["ApprovalDecisions.RefuseAsync"] = async () =>
            {
                var page = await AskedAsync();
                await page.Find("article input").InputAsync("essai");
                return Last(page, p => Button(p, "Refuser").ClickAsync(new()));
            },
        };
    }

    /// <summary>By « Class.Method ». Each begins with an operator of a school and a pupil of it.</summary>
    protected Dictionary<string, Func<Task<Func<Task<string>>>>> Ways { get; }

    /// <summary>Whether its way is on the fiche of somebody who holds a function himself.</summary>
    protected static bool OfFunctionHolders(string operation) => operation.Contains("Approval", StringComparison.Ordinal);

    private static Func<Task<string>> Last<TPart>(IRenderedComponent<TPart> part, Func<IRenderedComponent<TPart>, Task> press) where TPart : IComponent => async () =>
    {
        await press(part);
        return string.Concat(part.Nodes.Select(node => node.TextContent));
    };

    /// <summary>The first event of a page is that it is opened.</summary>
    private Task<Func<Task<string>>> OpenFicheAsync() => Task.FromResult<Func<Task<string>>>(() =>
    {
        var page = Render<FichePage>(with => with.Add(p => p.Id, $"{Pupil.Id}"));
        page.WaitForState(() => page.RenderCount > 0);
        return Task.FromResult(page.Markup);
    });

    private async Task<IRenderedComponent<TCard>> CardAsync<TCard>() where TCard : IComponent
    {
        var (fiche, messages) = (await FicheAsync(), (await Database.Get<MessageStatuses>().LatestAsync(Operator, Pupil.Id, Cancel))!.Messages);
        return Render<TCard>(with =>
        {
            with.TryAdd("Fiche", fiche);
            if (typeof(TCard).GetProperty("Messages") is not null) with.TryAdd("Messages", messages);
            if (typeof(TCard) == typeof(AliasField)) with.TryAdd("Id", "alias");
        });
    }

    /// <summary>A central administrator of the school, and a member of its staff.</summary>
    private async Task<School> CentralAsync()
    {
        await Database.ExecuteAsOwnerAsync($"UPDATE grants SET function = 3 WHERE account_id = '{Operator.AccountId}'");
        await Database.ExecuteAsOwnerAsync($"UPDATE accounts SET profile = 4 WHERE id = '{Pupil.Id}'");
        await using var db = Database.Open();
        return db.Schools.Single(s => db.Memberships.Any(m => m.AccountId == Pupil.Id && m.SchoolId == s.Id));
    }

    private async Task<IRenderedComponent<PlacesForm>> PlacesAsync()
    {
        var card = await CardAsync<PlacesForm>();
        card.WaitForElement("form.line", TimeSpan.FromSeconds(10));
        return card;
    }

    private Task<IRenderedComponent<AliasField>> AliasAsync() => CardAsync<AliasField>();

    private async Task<IRenderedComponent<ResetCard>> ChangedAsync(VerifiedHow how = VerifiedHow.InPerson)
    {
        var card = await CardAsync<ResetCard>();
        await card.InvokeAsync(() => card.Find("#courriel").InputAsync("nouvelle@example.org"));
        // In one turn: what a card reads meanwhile may draw it anew between the two.
        await card.InvokeAsync(() => card.Find($"input[value={how}]").ChangeAsync($"{how}"));
        return card;
    }

    private Task<IRenderedComponent<ResetCard>> ByCodeAsync() => ChangedAsync(VerifiedHow.CodeToContact);

    private async Task<IRenderedComponent<ProvisionalCard>> WantedAsync()
    {
        var card = await CardAsync<ProvisionalCard>();
        await Button(card, "Donner").ClickAsync(new());
        await card.InvokeAsync(() => card.Find("input[value=InPerson]").ChangeAsync("InPerson"));
        return card;
    }

    /// <summary>Of somebody who has a second factor, asked how the caller was verified.</summary>
    private async Task<IRenderedComponent<FactorCard>> WithFactorAsync()
    {
        await Database.ExecuteAsOwnerAsync($"INSERT INTO authenticators (account_id, secret, last_step) VALUES ('{Pupil.Id}', '\\x00', 0) ON CONFLICT DO NOTHING");
        var card = await CardAsync<FactorCard>();
        await Button(card, "Effacer").ClickAsync(new());
        await card.InvokeAsync(() => card.Find("input[value=InPerson]").ChangeAsync("InPerson"));
        return card;
    }

    /// <summary>The page of one who may approve what a colleague asked for.</summary>
    private async Task<IRenderedComponent<ApprovalsPage>> AskedAsync()
    {
        await HoldsFunctionAsync();
        var colleague = await Database.People.OperatorAsync(Function.CentralAdmin, []);
        ResetRequest wish = new(Guid.NewGuid(), Pupil.Version, Channel.Mail, "nouvelle@example.org", InPerson);
        Assert.Equal(ResetOutcome.ApprovalAsked, (await Database.Get<PasswordReset>().AskApprovalAsync(colleague, Pupil.Id, wish, "essai", Cancel)).Outcome);
        var page = Render<ApprovalsPage>();
        page.WaitForElement("article", TimeSpan.FromSeconds(10));
        return page;
    }

    /// <summary>With whom one operator alone may not do everything.</summary>
    private async Task HoldsFunctionAsync()
    {
        await Database.People.GrantAsync(Pupil.Id, Function.Support, null);
        await Database.People.OperatorAsync(Function.CentralAdmin, []);
    }

    private async Task SentAsync()
    {
        await Database.Get<PasswordReset>().SendAsync(Operator, Pupil.Id, new(Guid.NewGuid(), Pupil.Version, Channel.Mail, Pupil.Email), Cancel);
        await Database.ExecuteAsOwnerAsync($"UPDATE outbox_messages SET state = 2, content = NULL, finished_at = now() WHERE account_id = '{Pupil.Id}'");
    }

    private async Task ParentAsync()
    {
        await using var db = Database.Open();
        var school = await db.Schools.FindAsync([db.Memberships.Single(m => m.AccountId == Pupil.Id).SchoolId], Cancel);
        var parent = await Database.People.AccountAsync("Petit", "Ana", [school!], a => (a.Profile, a.Email) = (Profile.Relative, "ana.petit@example.org"));
        db.Relations.Add(new() { ParentId = parent.Id, ChildId = Pupil.Id });
        await db.SaveChangesAsync(Cancel);
    }

    private static AngleSharp.Dom.IElement Button<TPart>(IRenderedComponent<TPart> part, string begins) where TPart : IComponent =>
        part.FindAll("button").First(b => b.TextContent.StartsWith(begins, StringComparison.Ordinal));
}
