using AdminConsole.AccountParts;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace AdminConsole.Features.Imports;

/// <summary>The school and the files of an import. Files are handed on as they come: none is ever held here.</summary>
public sealed partial class FilesStep(ImportDesk desk, ImportFiles files, ImportReader reader, CurrentActor actor, TimeProvider clock, ILogger<FilesStep> log)
{
    private const string Several = "plusieurs";
    private readonly Press press = new(clock);
    private readonly Guid key = Guid.CreateVersion7(clock.GetUtcNow());
    private readonly List<string> refused = [];
    private List<IBrowserFile> waiting = [];
    private string? chosen;
    private bool schoolMissing;
    private Guid box = Guid.NewGuid();
    private Sending? sending;
    private CancellationTokenSource? stop;
    private string? told;
    private string? said;
    private ImportView? other;
    private Guid? otherOf;

    /// <summary>Null while it has no file yet.</summary>
    [Parameter]
    public ImportView? View { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ImportSchool> Schools { get; set; } = [];

    [Parameter]
    public EventCallback Changed { get; set; }

    /// <summary>It was begun, and its first files are taken.</summary>
    [Parameter]
    public EventCallback<Guid> Begun { get; set; }

    public void Dispose()
    {
        stop?.Cancel();
        stop?.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Schools is [var only] && chosen is null)
        {
            (chosen, schoolMissing) = ($"{only.Id}", false);
            // Files were chosen before it was known that there is one school only.
            if (waiting is not []) await SendAsync();
        }
        if (View?.Busy == otherOf) return;
        otherOf = View?.Busy;
        other = otherOf is { } id ? await reader.ReadAsync(await actor.GetAsync(), id, CancellationToken.None) : null;
    }

    private async Task ChooseSchoolAsync(ChangeEventArgs change)
    {
        (chosen, schoolMissing) = (change.Value is string { Length: > 0 } value ? value : null, false);
        if (chosen is not null && waiting is not []) await SendAsync();
    }

    private Task ChooseFilesAsync(InputFileChangeEventArgs change)
    {
        refused.Clear();
        if (change.FileCount + (View?.Files.Count ?? 0) > ImportFiles.MostFiles)
        {
            refused.Add(T["TooMany", ImportFiles.MostFiles]);
            return Task.CompletedTask;
        }
        waiting = [.. change.GetMultipleFiles(ImportFiles.MostFiles)];
        // The files wait for the school, which is asked for now: nobody has to choose them again.
        schoolMissing = View is null && chosen is null;
        return schoolMissing ? Task.CompletedTask : SendAsync();
    }

    private Task SendAsync() => press.ActAsync(async () =>
    {
        said = null;
        var (who, id) = (await actor.GetAsync(), View?.Id ?? key);
        if (View is null)
        {
            var begun = await desk.StartAsync(who, new(Guid.TryParse(chosen, out var school) ? school : null), id, CancellationToken.None);
            if (Words.Refusal(begun.Outcome) is { } refusal)
            {
                refused.Add(refusal);
                return;
            }
        }
        var taken = 0;
        foreach (var file in waiting)
        {
            if (await SendAsync(who, id, file)) taken++;
            if (View is not null) await Changed.InvokeAsync();
        }
        (waiting, sending, box) = ([], null, Guid.NewGuid());
        said = taken switch { 0 => null, 1 => T["TakenOne"].Value, _ => T["TakenSeveral", taken].Value };
        if (View is null && taken > 0) await Begun.InvokeAsync(id);
    }, () =>
    {
        (waiting, sending) = ([], null);
        refused.Add(T["Outage"]);
    });

    private async Task<bool> SendAsync(Actor who, Guid id, IBrowserFile file)
    {
        if (file.Size > ImportFiles.MostBytes) return Refuse(file, Words.Fault(ImportFault.TooLarge));
        stop?.Dispose();
        stop = new();
        sending = new(file.Name, file.Size);
        StateHasChanged();
        try
        {
            await using var content = new CountedStream(file.OpenReadStream(ImportFiles.MostBytes, stop.Token), Count);
            var added = await files.AddAsync(who, id, file.Name, null, content, file.Size, stop.Token);
            if (added.Outcome is ImportOutcome.Done) return true;
            return Refuse(file, added.Fault is { } fault ? Words.Fault(fault, added.FaultLine) : Words.Refusal(added.Outcome) ?? "");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Refuse(file, T["Stopped"]);
        }
        catch (Exception fault) when (fault is JSException or IOException or TimeoutException or OperationCanceledException && !Outage.Caused(fault))
        {
            // The browser no longer gives what it promised.
            Log.CutShort(log, fault);
            return Refuse(file, Words.Fault(ImportFault.CutShort));
        }
    }

    private bool Refuse(IBrowserFile file, string why)
    {
        refused.Add(T["Refused", file.Name, why]);
        return false;
    }

    private void Count(long bytes) => _ = InvokeAsync(() =>
    {
        if (sending is not { } now) return;
        var before = now.Percent;
        now.Sent = bytes;
        if (now.Percent != before) StateHasChanged();
    });

    private Task PreviewAsync() => sending is not null ? Task.CompletedTask : press.ActAsync(async () =>
    {
        told = Words.Refusal(await desk.PreviewAsync(await actor.GetAsync(), View!.Id, CancellationToken.None));
        await Changed.InvokeAsync();
    }, () => told = T["Outage"]);

    private sealed class Sending(string name, long size)
    {
        public string Name => name;

        public long Size => size;

        public long Sent { get; set; }

        public int Percent => size == 0 ? 100 : (int)(Sent * 100 / size);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "A file of an import broke off on its way here")]
        public static partial void CutShort(ILogger logger, Exception fault);
    }
}
