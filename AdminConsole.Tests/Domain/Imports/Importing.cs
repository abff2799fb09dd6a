using System.Text;
using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Imports;

/// <summary>An import by an operator of one school, step by step, with the worker's turns taken by hand.</summary>
internal sealed class Importing(TestDatabase database, School? school, Actor actor)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Guid Id { get; private set; }

    public Actor Actor => actor;

    public School? School => school;

    public static async Task<Importing> AtAsync(TestDatabase database, School? one = null)
    {
        var school = one ?? await database.People.SchoolAsync();
        return new(database, school, await database.People.OperatorAsync(Function.LocalAdmin, [school], await database.People.SchoolAsync("Rectorat")));
    }

    /// <summary>Begins it with a file for each text, named by its profile.</summary>
    public async Task<Importing> WithAsync(params (Profile? Profile, string Text)[] files)
    {
        Id = Guid.CreateVersion7();
        Assert.Equal(ImportOutcome.Done, (await database.Get<ImportDesk>().StartAsync(actor, new(school?.Id), Id, Cancel)).Outcome);
        foreach (var (profile, text) in files) Assert.Equal((ImportOutcome.Done, null), await AddAsync(profile, Encoding.UTF8.GetBytes(text)));
        return this;
    }

    public async Task<(ImportOutcome Outcome, ImportFault? Fault)> AddAsync(Profile? profile, byte[] bytes, string name = "liste.csv", long? expected = null)
    {
        var added = await database.Get<ImportFiles>().AddAsync(actor, Id, name, profile, new MemoryStream(bytes), expected, Cancel);
        return (added.Outcome, added.Fault);
    }

    public async Task<ImportView> ViewAsync() => Assert.IsType<ImportView>(await database.Get<ImportReader>().ReadAsync(actor, Id, Cancel));

    public async Task<ImportCounts> PreviewAsync()
    {
        Assert.Equal(ImportOutcome.Done, await database.Get<ImportDesk>().PreviewAsync(actor, Id, Cancel));
        await WorkAsync();
        var view = await ViewAsync();
        Assert.Equal((ImportState.Ready, null), (view.State, view.Fault));
        return view.Counts;
    }

    public async Task<ImportCounts> ApplyAsync(bool removeAbsent = false, bool manyAreMeant = false)
    {
        Assert.Equal(ImportOutcome.Done, await ConfirmAsync(removeAbsent, manyAreMeant));
        await WorkAsync();
        var view = await ViewAsync();
        Assert.Equal((ImportState.Done, null), (view.State, view.Fault));
        return view.Counts;
    }

    public Task<ImportOutcome> ConfirmAsync(bool removeAbsent = false, bool manyAreMeant = false) =>
        database.Get<ImportDesk>().ConfirmAsync(actor, Id, new(removeAbsent, manyAreMeant), Cancel);

    public async Task<IReadOnlyList<ImportLineView>> LinesAsync(ImportVerdict? verdict = null) =>
        (await database.Get<ImportLines>().PageAsync(actor, Id, new(verdict), null, Cancel)).Lines;

    /// <summary>Each rejected line by its number, with its reasons.</summary>
    public async Task<IEnumerable<(int Number, ImportReason[] Reasons)>> RejectedAsync() =>
        (await LinesAsync(ImportVerdict.Rejected)).Select(line => (line.Number, line.Reasons.ToArray()));

    /// <summary>One turn of the worker; other tests of the class have left nothing to do.</summary>
    public async Task WorkAsync() => Assert.True(await database.Get<ImportWorker>().WorkAsync(Cancel));
}
