using Pals.Exam.Api.Hosting;

return await ExamHost.Run(args, _ => Task.CompletedTask);
