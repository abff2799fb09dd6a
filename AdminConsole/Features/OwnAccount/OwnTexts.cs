namespace AdminConsole.Features.OwnAccount;

/// <summary>Names the texts of this folder (OwnTexts.resx, OwnTexts.en.resx).</summary>
public sealed class OwnTexts;
