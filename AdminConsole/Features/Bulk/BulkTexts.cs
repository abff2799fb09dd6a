namespace AdminConsole.Features.Bulk;

/// <summary>Names the texts of this folder (BulkTexts.resx, BulkTexts.en.resx).</summary>
public sealed class BulkTexts;
